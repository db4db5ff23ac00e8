import type { JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import { readDigits, refuseField, textOf } from "./fields.ts";
import type { Prompt } from "./model.ts";
import { describeResult, toWireCode } from "./result-codes.ts";
import type { InFlightShape } from "./settings.ts";
import { checkPassword } from "./stk-password.ts";
import type { DarajaView } from "./view.ts";
import { toErrorBody } from "./wire.ts";

const BUSY = "System is busy. Please try again in few minutes.";

/** `POST /mpesa/stkpushquery/v1/query`: never a receipt or amount, and several ways to say that it is not known yet. */
export function queryPrompt(input: JsonObject, view: DarajaView): Reply {
  const shortCode = readDigits(input, "BusinessShortCode", /^\d{5,6}$/);
  const timestamp = readDigits(input, "Timestamp", /^\d{14}$/);
  const id = textOf(input, "CheckoutRequestID");
  if (id === "") throw refuseField("CheckoutRequestID");
  checkPassword(input, shortCode, timestamp, view);
  const prompt = view.ledger.prompts.get(id);
  if (prompt === undefined) throw missing();
  const settings = view.settings();
  if (prompt.result_code === null) return inFlight(prompt, prompt.script.in_flight ?? settings.in_flight, view);
  const { queried } = prompt.script;
  if (queried === "missing" || settings.query_final === "missing") throw missing();
  if (queried === "busy") throw new Refusal(500, "500.003.02", BUSY);
  if (queried === "cancelled") return say(prompt, "1032", view);
  if (settings.query_final === "contradiction") return say(prompt, prompt.state === "paid" ? "1032" : "0", view);
  return say(prompt, prompt.result_code, view);
}

function inFlight(prompt: Prompt, shape: InFlightShape, view: DarajaView): Reply {
  switch (shape) {
    case "4999":
      return say(prompt, "4999", view);
    case "empty":
      return { status: 200, body: toErrorBody("500.001.1001", "") };
    case "processing":
      throw new Refusal(500, "500.001.1001", "The transaction is being processed");
    case "missing":
      throw missing();
  }
}

function say(prompt: Prompt, code: string, view: DarajaView): Reply {
  return {
    status: 200,
    body: {
      ResponseCode: "0",
      ResponseDescription: "The service request has been accepted successsfully",
      MerchantRequestID: prompt.merchant_request_id,
      CheckoutRequestID: prompt.id,
      ResultCode: toWireCode(code, prompt.script.query_codes ?? view.settings().query_codes),
      ResultDesc: describeResult(code, "query"),
    },
  };
}

function missing(): Refusal {
  return new Refusal(500, "500.001.1001", "The transaction does not Exist");
}
