import { hash } from "node:crypto";
import { announce } from "./callback.ts";
import type { Change, Registration, Transaction } from "./model.ts";
import type { DarajaView } from "./view.ts";
import { toEatDigits } from "./wire.ts";

/** The flat body that validation and confirmation share, everything a string; `balance` is empty on validation. */
export function toC2bBody(
  payment: Transaction,
  version: Registration["version"],
  told: { readonly thirdPartyId: string; readonly balance: string },
  view: DarajaView,
): Record<string, string> {
  return {
    TransactionType: view.merchant.shortcodeType === "till" ? "Buy Goods" : "Pay Bill",
    TransID: payment.receipt,
    TransTime: toEatDigits(payment.at),
    TransAmount: payment.amount.toFixed(2),
    BusinessShortCode: payment.short_code,
    BillRefNumber: payment.reference,
    InvoiceNumber: "",
    OrgAccountBalance: told.balance,
    ThirdPartyTransID: told.thirdPartyId,
    MSISDN:
      version === "v1" ? hash("sha256", payment.phone) : `${payment.phone.slice(0, 4)}*****${payment.phone.slice(-3)}`,
    FirstName: "JANE",
    MiddleName: "",
    LastName: "",
  };
}

/** The C2B confirmation of a debit: for STK payments too, with the same receipt, once addresses are registered. */
export function confirm(payment: Transaction, thirdPartyId: string, view: DarajaView): Change[] {
  const registration = view.ledger.registrations.get(payment.short_code);
  if (registration === undefined) return [];
  const balance = (view.ledger.balance() + payment.amount).toFixed(2);
  return [
    announce(
      {
        type: "c2b.confirmation",
        url: registration.confirmation_url,
        body: toC2bBody(payment, registration.version, { thirdPartyId, balance }, view),
        subject: payment.source ?? payment.receipt,
        reference: payment.reference,
        aliases: [payment.phone, payment.receipt],
      },
      view,
    ),
  ];
}
