import type { Refusal, RequestedTerms } from "../provider.ts";

/** The hosted page's channels, by which the customer can be limited to some. */
export const CHANNELS: readonly string[] = [
  "card",
  "bank",
  "ussd",
  "qr",
  "eft",
  "mobile_money",
  "bank_transfer",
  "apple_pay",
  "capitec_pay",
  "payattitude",
];

/** The operators that are known to charge in one currency alone. */
const CURRENCY_OF_OPERATOR: ReadonlyMap<string, string> = new Map([
  ["mpesa", "KES"],
  ["mpesa_offline", "KES"],
  ["vod", "GHS"],
  ["tgo", "GHS"],
]);
/** Where there is but one operator, nobody has to name it. */
const OPERATOR_OF_CURRENCY: ReadonlyMap<string, string> = new Map([["KES", "mpesa"]]);

const OPTIONS = ["channels", "mobile_money"];
const OPERATOR = /^[a-z][a-z0-9_]{1,31}$/;

/** The terms that decide how a customer pays. */
type Choice = Pick<RequestedTerms, "currency" | "paymentMethod" | "providerOptions">;

/** Whether the customer is asked on the phone, without a page. */
export function isMobileMoney({ paymentMethod }: Pick<Choice, "paymentMethod">): boolean {
  return paymentMethod === "mobile_money";
}

/** The mobile money operator that was named, or the only one of the currency; null: nobody can tell. */
export function operatorOf({ currency, providerOptions }: Choice): string | null {
  const given = providerOptions.mobile_money;
  const named = isRecord(given) ? given.provider : undefined;
  return typeof named === "string" ? named : (OPERATOR_OF_CURRENCY.get(currency) ?? null);
}

/** The channels that the hosted page shows; null: all that the account has. */
export function channelsOf({ paymentMethod, providerOptions }: Choice): string[] | null {
  if (paymentMethod !== null) return [paymentMethod];
  const { channels } = providerOptions;
  return Array.isArray(channels) ? channels.filter((channel) => typeof channel === "string") : null;
}

/** Why Paystack cannot be asked for this, or null. */
export function refuseTerms(terms: RequestedTerms): Refusal | null {
  const { paymentMethod: method, providerOptions: options } = terms;
  const stray = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (stray !== undefined) return refuse(`provider_options.${stray}`, `Paystack takes ${OPTIONS.join(", ")}.`);
  if (method !== null && !CHANNELS.includes(method)) {
    const message = `Paystack takes ${CHANNELS.join(", ")}.`;
    return { code: "not_supported_by_provider", path: "payment_method", message };
  }
  return refuseChannels(options.channels, method) ?? refuseMobileMoney(terms);
}

function refuseChannels(channels: unknown, method: string | null): Refusal | null {
  const path = "provider_options.channels";
  if (channels === undefined) return null;
  if (method !== null) return refuse(path, "Give either a payment method or the channels of the hosted page.");
  const isList = Array.isArray(channels) && channels.length > 0 && new Set(channels).size === channels.length;
  if (isList && channels.every((channel) => CHANNELS.includes(channel as string))) return null;
  return refuse(path, `Give some of ${CHANNELS.join(", ")}, each once.`);
}

function refuseMobileMoney(terms: RequestedTerms): Refusal | null {
  const { mobile_money: given } = terms.providerOptions;
  const path = "provider_options.mobile_money";
  if (!isMobileMoney(terms)) {
    return given === undefined ? null : refuse(path, "It goes with the payment method mobile_money alone.");
  }
  if (given !== undefined && !(isRecord(given) && Object.keys(given).every((name) => name === "provider"))) {
    return refuse(path, "Give an object with the operator as provider.");
  }
  const operator = operatorOf(terms);
  if (operator === null || !OPERATOR.test(operator)) {
    return refuse(`${path}.provider`, "Name the operator, such as mpesa, mtn, atl or vod.");
  }
  const only = CURRENCY_OF_OPERATOR.get(operator) ?? terms.currency;
  if (only !== terms.currency) return refuse(`${path}.provider`, `${operator} is for ${only}.`);
  return terms.customer.phone === null ? refuse("customer.phone", "Mobile money needs it.") : null;
}

function refuse(path: string, message: string): Refusal {
  return { code: "validation_failed", path, message };
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
