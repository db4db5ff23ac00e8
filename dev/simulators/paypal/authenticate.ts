import { randomBytes } from "node:crypto";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { Paypal } from "./books.ts";

const LIFETIME_SECONDS = 32_400;
const SECOND_MS = 1_000;

/** `POST /v1/oauth2/token`: client credentials for a token. */
export function tokenRoute(paypal: Paypal, clientId: string, clientSecret: string): Route {
  const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  const handle = ({ headers, rawBody }: SimulatorRequest): Reply => {
    if (headers.authorization !== expected) throw new Refusal(401, "invalid_client", "Client Authentication failed");
    if (new URLSearchParams(rawBody.toString("utf8")).get("grant_type") !== "client_credentials") {
      throw new Refusal(400, "INVALID_REQUEST", "grant_type must be client_credentials");
    }
    const id = `A21AA${randomBytes(24).toString("base64url")}`;
    const row = { id, expires_at: paypal.clock() + LIFETIME_SECONDS * SECOND_MS };
    paypal.happen({ rows: [{ table: "token", row }] });
    const body = { scope: "uri", access_token: id, token_type: "Bearer", app_id: "APP-80W284485P519543T" };
    return { status: 200, body: { ...body, expires_in: LIFETIME_SECONDS, nonce: row.id.slice(-8) } };
  };
  return { method: "POST", pattern: "/v1/oauth2/token", handle };
}

/** Refuses calls without a token in force. */
export function assertToken({ book, clock }: Paypal, { headers }: SimulatorRequest): void {
  const token = book.find("token", (headers.authorization ?? "").replace(/^Bearer /, ""));
  if (token === undefined || token.expires_at <= clock()) {
    throw new Refusal(401, "invalid_token", "The token passed in was not found in the system");
  }
}
