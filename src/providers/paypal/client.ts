import type { ProviderExchange } from "../../domain/outcome.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { callProvider, type ProviderAnswer, type ProviderRequest } from "../http.ts";
import type { AccessTokenRequest, CallContext, NetworkContext } from "../provider.ts";
import type { PaypalConfig } from "./config.ts";
import { errorSchema } from "./wire.ts";

/** What came of a call. `refused`: a no with PayPal's own word for it, which may be about this moment only. */
export type PaypalAnswer =
  | { readonly kind: "data"; readonly body: JsonValue; readonly exchange: ProviderExchange }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly issue: string;
      readonly message: string;
      readonly exchange: ProviderExchange;
    }
  | Exclude<ProviderAnswer, { kind: "answered" }>;

/** PayPal's requests, under the account's token; a mutation has a key under which it is done once. */
export interface PaypalClient {
  get(path: string, context: CallContext): Promise<PaypalAnswer>;
  post(path: string, key: string, body: JsonValue, context: CallContext): Promise<PaypalAnswer>;
  /** Puts a question whose JSON is given as text, since a part of it has to stay as it came. */
  ask(path: string, text: string, context: NetworkContext): Promise<PaypalAnswer>;
}

/** Whoever has the page's address can act as the customer: it is for the merchant, not for the record. */
const HIDDEN = ["href"];
/** Nothing is sent by it, so nothing can be too late. */
const NEVER_TOO_LATE = Number.POSITIVE_INFINITY;

/** A client for one account. */
export function createPaypalClient(config: PaypalConfig): PaypalClient {
  const base = config.baseUrl.replace(/\/+$/, "");
  const tokenRequest = toTokenRequest(base, config);

  async function send(
    request: Omit<ProviderRequest, "headers" | "url" | "hidden">,
    path: string,
    headers: Readonly<Record<string, string>>,
    context: NetworkContext & { readonly sendBefore: number },
  ): Promise<PaypalAnswer> {
    const call = (token: string) => {
      const all = { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers };
      return callProvider({ ...request, url: base + path, headers: all, hidden: HIDDEN }, context);
    };
    const token = await context.accessToken(tokenRequest);
    if (token === null) return { kind: "not_sent", reason: "no_access_token", exchange: null };
    const answer = await call(token);
    if (answer.kind !== "answered" || answer.status !== 401) return interpret(answer);
    // The token is judged before anything is done: one more try is no second payment, and has the same key.
    const fresh = await context.accessToken(tokenRequest, token);
    return interpret(fresh === null || fresh === token ? answer : await call(fresh));
  }

  return {
    get: (path, context) => send({ method: "GET", isMutation: false }, path, {}, context),
    post: (path, key, body, context) => {
      // A minimal answer would not say of how much.
      const headers = { "paypal-request-id": key, prefer: "return=representation" };
      return send({ method: "POST", body: JSON.stringify(body), isMutation: true }, path, headers, context);
    },
    ask: (path, text, context) =>
      send({ method: "POST", body: text, isMutation: false }, path, {}, { ...context, sendBefore: NEVER_TOO_LATE }),
  };
}

function toTokenRequest(base: string, { clientId, clientSecret }: PaypalConfig): AccessTokenRequest {
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  return {
    method: "POST",
    url: `${base}/v1/oauth2/token`,
    headers: { authorization: `Basic ${credentials}`, "content-type": "application/x-www-form-urlencoded" },
    body: "grant_type=client_credentials",
  };
}

function interpret(answer: ProviderAnswer): PaypalAnswer {
  if (answer.kind !== "answered") return answer;
  const { status, body, exchange } = answer;
  if (status >= 200 && status < 300) return { kind: "data", body, exchange };
  const error = errorSchema.safeParse(body);
  const unreadable = status < 400 || (!error.success && status !== 401);
  if (unreadable) return { kind: "unknown", reason: "unexpected_answer", exchange };
  const [detail] = error.success ? error.data.details : [];
  const issue = detail?.issue ?? (error.success ? error.data.name : "AUTHENTICATION_FAILURE");
  const message =
    detail?.description ?? (error.success ? error.data.message : "PayPal did not accept the credentials.");
  return { kind: "refused", status, issue, message: message.slice(0, 512), exchange };
}
