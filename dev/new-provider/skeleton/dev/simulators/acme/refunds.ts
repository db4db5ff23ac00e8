import { randomUUID } from "node:crypto";
import { type JsonObject, readAmountMinor, readOptionalText } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import { type Acme, type AcmeHappening, mailAbout, refundsOf } from "./charges.ts";
import type { Charge, Refund } from "./model.ts";

const MAX_TEXT_LENGTH = 2_048;
const STARTS: Readonly<Record<string, Refund["status"]>> = { pending: "pending", fail: "failed" };

/** A new refund, as its magic reason has it: of a paid charge, and never more than is left of it. */
export function makeRefund(input: JsonObject, charge: Charge, acme: Acme): AcmeHappening & { readonly refund: Refund } {
  const reason = readOptionalText(input, "reason", MAX_TEXT_LENGTH) ?? "";
  const amount = readAmountMinor(input, "amount");
  if (reason === "refuse") throw new Refusal(422, "refund_refused", "This refund is not accepted.");
  if (charge.status !== "paid") throw new Refusal(409, "invalid_state", "Only a paid charge can be refunded.");
  const standing = refundsOf(acme, charge).filter(({ status }) => status !== "failed");
  const left = charge.amount - standing.reduce((sum, refund) => sum + refund.amount, 0);
  if (amount > left) throw new Refusal(422, "amount_too_large", `Only ${left} is left to refund.`);
  const refund: Refund = {
    id: `rf_${randomUUID().replaceAll("-", "")}`,
    charge_id: charge.id,
    reference: readOptionalText(input, "reference", MAX_TEXT_LENGTH),
    amount,
    currency: charge.currency,
    status: STARTS[reason] ?? "done",
  };
  const mail = refund.status === "pending" ? [] : [mailAbout("refund.updated", refund, charge)];
  return { rows: [{ table: "refund", row: refund }], mail, refund };
}
