import type { ProviderExchange } from "../../domain/outcome.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { callProvider, type ProviderAnswer } from "../http.ts";
import type { CallContext } from "../provider.ts";
import type { FlutterwaveConfig } from "./config.ts";
import { errorSchema, successSchema } from "./wire.ts";

/** What came of a call. `refused`: a definite no, in words only: Flutterwave has no codes. */
export type FlutterwaveAnswer =
  | { readonly kind: "data"; readonly data: unknown; readonly exchange: ProviderExchange }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly message: string;
      readonly exchange: ProviderExchange;
    }
  | Exclude<ProviderAnswer, { kind: "answered" }>;

/** Flutterwave's two kinds of request; nothing keeps a second mutation from being another one. */
export interface FlutterwaveClient {
  get(path: string, context: CallContext): Promise<FlutterwaveAnswer>;
  post(path: string, body: JsonValue, context: CallContext): Promise<FlutterwaveAnswer>;
}

/** Refusals of this moment, not of the request. */
const PASSING_STATUSES = [408, 409, 425, 429];

/** A client for one account. */
export function createFlutterwaveClient(config: FlutterwaveConfig): FlutterwaveClient {
  const base = config.baseUrl.replace(/\/+$/, "");
  const authorization = `Bearer ${config.secretKey}`;
  // Who has the address of a customer's page can act as that customer: it is for the merchant, not for the record.
  const hidden = ["link"];
  return {
    async get(path, context) {
      const request = { method: "GET", url: base + path, headers: { authorization }, isMutation: false } as const;
      return interpret(await callProvider(request, context));
    },
    async post(path, body, context) {
      const headers = { authorization, "content-type": "application/json" };
      const request = { method: "POST", url: base + path, headers, body: JSON.stringify(body), hidden } as const;
      return interpret(await callProvider({ ...request, isMutation: true }, context));
    },
  };
}

function interpret(answer: ProviderAnswer): FlutterwaveAnswer {
  if (answer.kind !== "answered") return answer;
  const { status, body, exchange } = answer;
  const success = successSchema.safeParse(body);
  if (status >= 200 && status < 300 && success.success) return { kind: "data", data: success.data.data, exchange };
  const error = errorSchema.safeParse(body);
  if (status < 400 || !error.success) return { kind: "unknown", reason: "unexpected_answer", exchange };
  if (PASSING_STATUSES.includes(status)) return { kind: "unknown", reason: `http_${status}`, exchange };
  return { kind: "refused", status, message: error.data.message.slice(0, 512), exchange };
}
