import type { ProviderExchange } from "../../domain/outcome.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { callProvider, type ProviderAnswer } from "../http.ts";
import type { CallContext } from "../provider.ts";
import type { PaystackConfig } from "./config.ts";
import { errorSchema, successSchema } from "./wire.ts";

/**
 * What came of a call. `data`: it worked, what it says is in there; `refused`: a definite no, `code` null where Paystack
 * gave none; `unknown`: anything may have happened.
 */
export type PaystackAnswer =
  | { readonly kind: "data"; readonly body: JsonValue; readonly data: unknown; readonly exchange: ProviderExchange }
  | {
      readonly kind: "refused";
      readonly code: string | null;
      readonly message: string;
      readonly exchange: ProviderExchange;
    }
  | Exclude<ProviderAnswer, { kind: "answered" }>;

/** Paystack's two kinds of request; a GET is a question, a POST a mutation that leaves in time or not at all. */
export interface PaystackClient {
  get(path: string, context: CallContext): Promise<PaystackAnswer>;
  post(path: string, body: JsonValue, context: CallContext): Promise<PaystackAnswer>;
}

/** The code of a refusal that is about the account's key. */
export const INVALID_KEY = "invalid_key";

/** Refusals of this moment, not of the request. */
const PASSING_STATUSES = [408, 409, 425, 429];

/** A client for one account. */
export function createPaystackClient(config: PaystackConfig): PaystackClient {
  const base = config.baseUrl.replace(/\/+$/, "");
  const authorization = `Bearer ${config.secretKey}`;
  return {
    async get(path, context) {
      const request = { method: "GET", url: `${base}${path}`, headers: { authorization }, isMutation: false } as const;
      return interpret(await callProvider(request, context));
    },
    async post(path, body, context) {
      const headers = { authorization, "content-type": "application/json" };
      const text = JSON.stringify(body);
      const request = { method: "POST", url: `${base}${path}`, headers, body: text, isMutation: true } as const;
      // Who has the address of a customer's page can act as that customer: it is for the merchant, not for the record.
      return interpret(await callProvider({ ...request, hidden: ["url"] }, context));
    },
  };
}

function interpret(answer: ProviderAnswer): PaystackAnswer {
  if (answer.kind !== "answered") return answer;
  const { status, body, exchange } = answer;
  const unexpected = { kind: "unknown", reason: "unexpected_answer", exchange } as const;
  if (status >= 200 && status < 300) {
    const success = successSchema.safeParse(body);
    return success.success ? { kind: "data", body, data: success.data.data, exchange } : unexpected;
  }
  if (status < 400) return unexpected;
  if (PASSING_STATUSES.includes(status)) return { kind: "unknown", reason: `http_${status}`, exchange };
  const error = errorSchema.safeParse(body);
  // `api_error` is Paystack's own trouble: what it did before is not said.
  if (!error.success || error.data.type === "api_error") return unexpected;
  if (status === 401 || status === 403) {
    return { kind: "refused", code: INVALID_KEY, message: "Paystack did not accept the account's key.", exchange };
  }
  const { code, type, message } = error.data;
  return { kind: "refused", code: toCode(code) ?? toCode(type), message: message.slice(0, 512), exchange };
}

/** A stable word, or null for none and for Paystack's `unknown`. */
function toCode(given: string | null): string | null {
  const word = (given ?? "").toLowerCase().replace(/[^a-z0-9_]+/g, "_");
  return word === "" || word === "unknown" ? null : word.slice(0, 64);
}
