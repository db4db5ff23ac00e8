import type { JsonValue } from "../../lib/canonical-json.ts";
import { callProvider, type ProviderAnswer } from "../http.ts";
import type { AccessTokenRequest, CallContext } from "../provider.ts";
import type { MpesaConfig } from "./config.ts";
import { errorSchema } from "./wire.ts";

/** Posts JSON to Daraja under the account's token. `isMutation`: a late or second sending would do harm. */
export type PostToDaraja = (
  path: string,
  body: { readonly [name: string]: JsonValue },
  isMutation: boolean,
  context: CallContext,
) => Promise<ProviderAnswer>;

/** An error as Daraja's envelope tells it, with the HTTP status it came with. */
export interface DarajaError {
  readonly status: number;
  /** Empty when the answer had no envelope. */
  readonly code: string;
  readonly message: string;
}

/** Each product has its own word for a token that is not, or no longer, good; 404 among them. */
const STALE_TOKEN = new Set(["404.001.03", "400.003.01", "401.002.01", "401.003.01"]);

/** Whether an error says that the token is not, or no longer, good. */
export function isStaleToken(code: string): boolean {
  return STALE_TOKEN.has(code);
}

/** How an account's token is asked for. */
export function tokenRequestOf(config: MpesaConfig): AccessTokenRequest {
  const credentials = Buffer.from(`${config.consumerKey}:${config.consumerSecret}`).toString("base64");
  return {
    method: "GET",
    url: `${baseOf(config)}/oauth/v1/generate?grant_type=client_credentials`,
    headers: { authorization: `Basic ${credentials}` },
  };
}

/** A client for one account. The token's owner is elsewhere: a new token ends the one before it. */
export function createDarajaClient(config: MpesaConfig): PostToDaraja {
  const base = baseOf(config);
  const tokenRequest = tokenRequestOf(config);
  return async (path, body, isMutation, context) => {
    const send = (token: string) =>
      callProvider(
        {
          method: "POST",
          url: base + path,
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify(body),
          isMutation,
        },
        context,
      );
    const token = await context.accessToken(tokenRequest);
    if (token === null) return { kind: "not_sent", reason: "no_access_token", exchange: null };
    const answer = await send(token);
    if (!isStaleToken(errorOf(answer)?.code ?? "")) return answer;
    // The token is judged in front of M-Pesa, before any money moves: one more try is no second payment.
    const fresh = await context.accessToken(tokenRequest, token);
    return fresh === null || fresh === token ? answer : send(fresh);
  };
}

/** The error in an answer, whatever its HTTP status; null for an answer that is none, or none at all. */
export function errorOf(answer: ProviderAnswer): DarajaError | null {
  const { exchange } = answer;
  if (exchange === null || exchange.status === null) return null;
  const { status } = exchange;
  // What was read as no answer because of its status has kept its body for the record.
  const envelope = errorSchema.safeParse(answer.kind === "answered" ? answer.body : exchange.response);
  if (envelope.success) return { status, code: envelope.data.errorCode, message: envelope.data.errorMessage ?? "" };
  return status >= 400 ? { status, code: "", message: "" } : null;
}

function baseOf({ baseUrl }: MpesaConfig): string {
  return baseUrl.replace(/\/+$/, "");
}
