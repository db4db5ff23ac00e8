import { hash, timingSafeEqual } from "node:crypto";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { DarajaBank } from "./bank.ts";
import { newTokenValue, toErrorBody } from "./wire.ts";

/** How a stale token looks, which differs by product. */
export type StaleTokenAnswer = readonly [status: number, code: string];

/** Token answers of STK and reversal, of C2B and transaction status, of payouts, and of the balance. */
export const STALE = {
  stk: [404, "404.001.03"],
  c2b: [400, "400.003.01"],
  b2c: [401, "401.002.01"],
  balance: [401, "401.003.01"],
} as const satisfies Record<string, StaleTokenAnswer>;

/** `GET /oauth/v1/generate`, and the knob that ends the token in force. */
export function tokenRoutes(bank: DarajaBank, consumerKey: string, consumerSecret: string): Route[] {
  const credentials = Buffer.from(`${consumerKey}:${consumerSecret}`).toString("base64");
  const expected = hash("sha256", credentials, "buffer");
  return [
    {
      method: "GET",
      pattern: "/oauth/v1/generate",
      handle: (request) => {
        const given = /^Basic (.*)$/.exec(request.headers.authorization ?? "")?.[1];
        if (given === undefined) return refuse("400.008.01", "Invalid Authentication passed");
        if (request.query.get("grant_type") !== "client_credentials") {
          return refuse("400.008.02", "Invalid grant type passed");
        }
        // Seen in production: nothing but the status.
        if (!timingSafeEqual(hash("sha256", given, "buffer"), expected)) return { status: 400, text: "" };
        return issueToken(bank);
      },
    },
    {
      method: "DELETE",
      pattern: "/_sim/token",
      handle: () => {
        const token = bank.ledger.token();
        if (token !== undefined) bank.commit([{ put: "token", value: { ...token, expires_at: 0 } }]);
        return { status: 204 };
      },
    },
  ];
}

/** Checks the bearer token of a call; only the newest one is good. */
export function checkToken(bank: DarajaBank, request: SimulatorRequest, [status, code]: StaleTokenAnswer): void {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (given === undefined) throw new Refusal(404, "404.001.04", "Invalid Authentication Header");
  const token = bank.ledger.token();
  if (token?.value !== given || bank.clock() >= token.expires_at) {
    throw new Refusal(status, code, "Invalid Access Token");
  }
}

/** A new token ends the one before it. */
function issueToken(bank: DarajaBank): Reply {
  const { token_expires_in: seconds, token_expires_in_type: form } = bank.settings();
  const issued = (bank.ledger.token()?.issued ?? 0) + 1;
  const value = newTokenValue();
  bank.commit([{ put: "token", value: { value, issued, expires_at: bank.clock() + seconds * 1000 } }]);
  return { status: 200, body: { access_token: value, expires_in: form === "string" ? String(seconds) : seconds } };
}

function refuse(code: string, message: string): Reply {
  return { status: 400, body: toErrorBody(code, message) };
}
