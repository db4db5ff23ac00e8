import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { WebhookPoster } from "../support/webhook-poster.ts";
import { checkToken, STALE, type StaleTokenAnswer } from "./authenticate.ts";
import type { DarajaBank } from "./bank.ts";
import { registerUrls, simulatePayment } from "./c2b.ts";
import { refuseField } from "./fields.ts";
import { requestLookUp, requestPayout, requestReversal } from "./operation-request.ts";
import { pushPrompt } from "./stk-push.ts";
import { queryPrompt } from "./stk-query.ts";

/** The API that merchants call with a bearer token; all of it is POST and JSON. */
export function apiRoutes(bank: DarajaBank, poster: WebhookPoster): Route[] {
  const route = (
    pattern: string,
    stale: StaleTokenAnswer,
    answer: (input: JsonObject) => Reply | Promise<Reply>,
  ): Route => ({
    method: "POST",
    pattern,
    handle: (request) => {
      checkToken(bank, request, stale);
      return answer(readInput(request));
    },
  });
  const c2b = (version: "v1" | "v2"): Route[] => [
    route(`/mpesa/c2b/${version}/registerurl`, STALE.c2b, (input) => registerUrls(input, version, bank)),
    route(`/mpesa/c2b/${version}/simulate`, STALE.c2b, (input) => simulatePayment(input, bank, poster)),
  ];
  return [
    route("/mpesa/stkpush/v1/processrequest", STALE.stk, (input) => pushPrompt(input, bank)),
    route("/mpesa/stkpushquery/v1/query", STALE.stk, (input) => queryPrompt(input, bank)),
    route("/mpesa/b2c/v1/paymentrequest", STALE.b2c, (input) => requestPayout(input, "v1", bank)),
    route("/mpesa/b2c/v3/paymentrequest", STALE.b2c, (input) => requestPayout(input, "v3", bank)),
    route("/mpesa/reversal/v1/request", STALE.stk, (input) => requestReversal(input, bank)),
    route("/mpesa/transactionstatus/v1/query", STALE.c2b, (input) => requestLookUp(input, "status", bank)),
    route("/mpesa/accountbalance/v1/query", STALE.balance, (input) => requestLookUp(input, "balance", bank)),
    ...c2b("v1"),
    ...c2b("v2"),
  ];
}

function readInput(request: SimulatorRequest): JsonObject {
  // Without the content type the gateway reads no member at all, and misses the first.
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) throw refuseField("BusinessShortCode");
  let input: unknown;
  try {
    input = JSON.parse(request.rawBody.toString("utf8"));
  } catch {
    input = null;
  }
  if (!isJsonObject(input)) throw new Refusal(400, "400.002.05", "Invalid Request Payload");
  return input;
}
