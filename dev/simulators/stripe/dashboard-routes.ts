import {
  invalid,
  isJsonObject,
  type JsonObject,
  parseJsonObject,
  readOptionalText,
  readText,
} from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import type { StripeBank } from "./bank.ts";
import { decideCreateRefund, REFUND_PARAMS } from "./create-refund.ts";
import { DISPUTE_STATUSES, dispute } from "./dispute.ts";
import type { ParamObject } from "./form.ts";
import { shape } from "./params.ts";
import { settleRefund } from "./settle-refund.ts";
import { StripeError, toErrorBody } from "./stripe-error.ts";
import { toDisputeBody, toRefundBody } from "./wire.ts";

const MAX_TEXT_LENGTH = 1_000;

/** What people do in Stripe's dashboard, and banks behind it: refunds, their late failures, disputes. */
export function dashboardRoutes(bank: StripeBank): Route[] {
  return [
    {
      method: "POST",
      pattern: "/_sim/refunds",
      handle: ({ rawBody }) => refundFromDashboard(bank, parseJsonObject(rawBody)),
    },
    {
      method: "POST",
      pattern: "/_sim/refunds/:id",
      handle: ({ id, rawBody }) => moveRefund(bank, id, parseJsonObject(rawBody)),
    },
    {
      method: "POST",
      pattern: "/_sim/disputes",
      handle: ({ rawBody }) => moveDispute(bank, parseJsonObject(rawBody)),
    },
  ];
}

/** The rules of the API, but without a key and without the merchant's metadata. */
function refundFromDashboard(bank: StripeBank, input: JsonObject): Reply {
  const draft = bank.draft();
  try {
    const decision = decideCreateRefund(shape(REFUND_PARAMS)(toParams(input), ""), draft);
    if ("error" in decision) return { status: decision.status, body: toErrorBody(decision.error, null) };
    bank.commit(draft.changes);
    return { status: 200, body: decision.body };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { status: error.status, body: toErrorBody(error.members, null) };
  }
}

function toParams(input: JsonObject): ParamObject {
  const entries = Object.entries(input).map(([name, value]) => {
    return [name, isJsonObject(value) ? toParams(value) : String(value)] as const;
  });
  return Object.fromEntries(entries);
}

function moveRefund(bank: StripeBank, id: string, input: JsonObject): Reply {
  const draft = bank.draft();
  const refund = draft.find("refund", id);
  if (refund === undefined) throw new Refusal(404, "resource_missing", `There is no refund ${id}.`);
  const status = readText(input, "status", MAX_TEXT_LENGTH);
  if (status !== "succeeded" && status !== "failed") throw invalid("status must be succeeded or failed.");
  const reason = readOptionalText(input, "failure_reason", MAX_TEXT_LENGTH);
  if (!settleRefund(refund, status, reason, draft)) {
    throw new Refusal(409, "invalid_state", `A ${refund.status} refund cannot become ${status}.`);
  }
  bank.commit(draft.changes);
  return { status: 200, body: toRefundBody(draft.find("refund", id) ?? refund) };
}

function moveDispute(bank: StripeBank, input: JsonObject): Reply {
  const draft = bank.draft();
  const intentId = readText(input, "payment_intent", MAX_TEXT_LENGTH);
  const intent = draft.find("intent", intentId);
  const charge = draft.find("charge", intent?.latest_charge ?? "");
  if (intent === undefined || charge === undefined || !charge.captured) {
    throw new Refusal(404, "resource_missing", `There is no payment ${intentId} with a charge to dispute.`);
  }
  const status = readOptionalText(input, "status", MAX_TEXT_LENGTH) ?? "needs_response";
  if (!DISPUTE_STATUSES.includes(status)) throw invalid(`status must be one of ${DISPUTE_STATUSES.join(", ")}.`);
  const reason = readOptionalText(input, "reason", MAX_TEXT_LENGTH) ?? "fraudulent";
  const body = toDisputeBody(dispute(intent, charge, { status, reason, amount: readAmount(input) }, draft));
  bank.commit(draft.changes);
  return { status: 200, body };
}

function readAmount({ amount }: JsonObject): number | null {
  if (amount === undefined) return null;
  if (typeof amount === "number" && Number.isSafeInteger(amount) && amount > 0) return amount;
  throw invalid("amount must be a positive integer in Stripe's minor units.");
}
