import type { Transaction } from "../../domain/payment/transaction.ts";
import type { Refusal, RequestedTerms } from "../provider.ts";

/** Flutterwave's hosted page, with all that the account has. */
const BY_PAGE = "checkout";
/** A prompt on the customer's phone, without a page. */
const BY_MPESA = "mpesa";

/** The ways to pay that can be asked for. */
export const METHODS: readonly string[] = [BY_PAGE, BY_MPESA];
/** The currencies of Flutterwave's collections; which of them an account may use, Flutterwave decides. */
export const CURRENCIES: readonly string[] = "EGP EUR GBP GHS KES MWK NGN RWF TZS UGX USD XAF XOF ZAR ZMW".split(" ");

const KENYAN_MOBILE = /^(?:\+?254|0)?([17][0-9]{8})$/;

/** Whether the customer is asked on the phone. */
export function isMpesa({ paymentMethod }: Pick<Transaction, "paymentMethod">): boolean {
  return paymentMethod === BY_MPESA;
}

/** A Kenyan mobile number as Flutterwave writes it (2547…), or null for what is none. */
export function toKenyanNumber(phone: string | null): string | null {
  const [, digits] = KENYAN_MOBILE.exec((phone ?? "").replace(/[\s().-]/g, "")) ?? [];
  return digits === undefined ? null : `254${digits}`;
}

/** Why Flutterwave cannot be asked for this, or null. */
export function refuseTerms(terms: RequestedTerms): Refusal | null {
  const { paymentMethod: method, providerOptions, currency, customer } = terms;
  const [stray] = Object.keys(providerOptions);
  if (stray !== undefined) return refuse(`provider_options.${stray}`, "Flutterwave has no options.");
  if (method !== null && !METHODS.includes(method)) {
    const message = `Flutterwave takes ${METHODS.join(", ")}.`;
    return { code: "not_supported_by_provider", path: "payment_method", message };
  }
  if (method !== BY_MPESA) return null;
  if (currency !== "KES") {
    return { code: "not_supported_by_provider", path: "currency", message: "M-Pesa by Flutterwave takes KES." };
  }
  if (toKenyanNumber(customer.phone) !== null) return null;
  return refuse("customer.phone", "Give a Kenyan mobile number such as +254712345678.");
}

function refuse(path: string, message: string): Refusal {
  return { code: "validation_failed", path, message };
}
