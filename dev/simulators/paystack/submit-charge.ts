import type { JsonObject } from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import { chargeReply, lastState } from "./create-charge.ts";
import { invalidParams, missingParams } from "./errors.ts";
import type { Change, ChargeStep, Transaction } from "./model.ts";
import { readOptional } from "./read-params.ts";
import { settleTransaction } from "./settle.ts";
import type { Decision, PaystackView } from "./view.ts";

/** What a customer may be asked for, and the members that `POST /charge/submit_…` must then have. */
export const SUBMISSIONS: readonly { readonly step: ChargeStep; readonly members: readonly string[] }[] = [
  { step: "send_otp", members: ["otp"] },
  { step: "send_pin", members: ["pin"] },
  { step: "send_phone", members: ["phone"] },
  { step: "send_birthday", members: ["birthday"] },
  { step: "send_address", members: ["address", "city", "state", "zip_code"] },
];

/** Given first, this is asked for again. */
const ASKED_AGAIN = "000000";
/** Given first, this fails the charge. */
const WRONG = "999999";

/** Decides `POST /charge/submit_otp` and its like: anything but two magic values completes the charge. */
export function decideSubmission(
  submission: (typeof SUBMISSIONS)[number],
  input: JsonObject,
  transaction: Transaction,
  view: PaystackView,
): Decision<Reply> {
  const values = submission.members.map((name) => {
    const value = readOptional(input, name);
    if (value === null || value === "") throw missingParams(`${name} is required`);
    return value;
  });
  if (submission.step === "send_birthday" && !/^\d{4}-\d\d-\d\d$/.test(values[0] ?? "")) {
    throw invalidParams("birthday must be YYYY-MM-DD");
  }
  if (transaction.charge?.step !== submission.step || transaction.status !== "ongoing") {
    throw invalidParams(`This charge does not wait for ${submission.members.join(", ")}`);
  }
  const changes = decide(values[0], transaction, view);
  return { changes, answer: chargeReply(lastState(changes, transaction), view) };
}

function decide(value: string | undefined, transaction: Transaction, view: PaystackView): Change[] {
  if (value === ASKED_AGAIN) return [];
  if (value === WRONG) return settleTransaction(transaction, "failed", "Token Authentication Not Successful", view);
  return settleTransaction(transaction, "success", "Approved", view);
}
