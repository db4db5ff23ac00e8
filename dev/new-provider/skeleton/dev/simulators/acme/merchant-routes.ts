import { hash } from "node:crypto";
import { canonicalJson, type JsonObject, parseJsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import { type Acme, type AcmeHappening, getCharge, makeCharge, toChargeBody } from "./charges.ts";
import type { Key } from "./model.ts";
import { makeRefund } from "./refunds.ts";

/** The API that merchants call; every route asks for the key first. */
export function merchantRoutes(acme: Acme, apiKey: string): Route[] {
  const routes: Route[] = [
    {
      method: "POST",
      pattern: "/v1/charges",
      handle: (request) =>
        runOnce(acme, request, (input) => {
          const made = makeCharge(input);
          return { happening: made, answer: { status: 201, body: toChargeBody(made.charge, acme.origin()) } };
        }),
    },
    {
      method: "GET",
      pattern: "/v1/charges",
      handle: ({ query }) => {
        const charges = acme.book.list("charge").filter(({ reference }) => reference === query.get("reference"));
        return { status: 200, body: { data: charges.map((charge) => toChargeBody(charge, acme.origin())) } };
      },
    },
    {
      method: "GET",
      pattern: "/v1/charges/:id",
      handle: ({ id }) => ({ status: 200, body: toChargeBody(getCharge(acme, id), acme.origin()) }),
    },
    {
      method: "POST",
      pattern: "/v1/charges/:id/refunds",
      handle: (request) =>
        runOnce(acme, request, (input) => {
          const made = makeRefund(input, getCharge(acme, request.id), acme);
          return { happening: made, answer: { status: 201, body: made.refund } };
        }),
    },
    {
      method: "GET",
      pattern: "/v1/refunds/:id",
      handle: ({ id }) => {
        const refund = acme.book.find("refund", id);
        if (refund === undefined) throw new Refusal(404, "not_found", `There is no refund ${id}.`);
        return { status: 200, body: refund };
      },
    },
  ];
  return routes.map((route) => ({
    ...route,
    handle: (request) => {
      if (request.headers.authorization === `Bearer ${apiKey}`) return route.handle(request);
      throw new Refusal(401, "unauthorized", "The API key is missing or wrong.");
    },
  }));
}

/** Runs a POST at most once for its key: a repeat gets the first answer, another body under the same key gets 409. */
function runOnce(
  acme: Acme,
  request: SimulatorRequest,
  decide: (input: JsonObject) => { readonly happening: AcmeHappening; readonly answer: Key["answer"] },
): Reply {
  const id = request.headers["idempotency-key"]?.toString() ?? "";
  if (id === "") throw new Refusal(400, "idempotency_key_required", "Idempotency-Key is missing.");
  const input = parseJsonObject(request.rawBody);
  const fingerprint = hash("sha256", `${request.path}\n${canonicalJson(input)}`);
  const known = acme.book.find("key", id);
  if (known?.fingerprint === fingerprint) return known.answer;
  if (known !== undefined) throw new Refusal(409, "idempotency_key_reused", "The key was used for something else.");
  const { happening, answer } = decide(input);
  acme.happen({ ...happening, rows: [...happening.rows, { table: "key", row: { id, fingerprint, answer } }] });
  return answer;
}
