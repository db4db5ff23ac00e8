import type { JsonValue } from "../../lib/canonical-json.ts";
import { callProvider, type ProviderAnswer } from "../http.ts";
import type { CallContext } from "../provider.ts";
import type { CpayConfig } from "./config.ts";
import { signCpay } from "./signature.ts";

/** CPay's two kinds of request: reads, and signed mutations under an idempotency key. */
export interface CpayClient {
  get(path: string, context: CallContext): Promise<ProviderAnswer>;
  post(path: string, key: string, body: JsonValue, context: CallContext): Promise<ProviderAnswer>;
}

/** A client for one account. */
export function createCpayClient(config: CpayConfig): CpayClient {
  const base = config.baseUrl.replace(/\/+$/, "");
  const authorization = `Bearer ${config.apiKey}`;
  return {
    get: (path, context) =>
      callProvider({ method: "GET", url: `${base}${path}`, headers: { authorization }, isMutation: false }, context),
    post: (path, key, body, context) => {
      const text = JSON.stringify(body);
      const headers = {
        authorization,
        "content-type": "application/json",
        "idempotency-key": key,
        "x-cpay-signature": signCpay(config.apiSecret, text, context.clock()),
      };
      return callProvider({ method: "POST", url: `${base}${path}`, headers, body: text, isMutation: true }, context);
    },
  };
}
