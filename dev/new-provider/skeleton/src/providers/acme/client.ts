import type { JsonValue } from "../../lib/canonical-json.ts";
import { callProvider, type ProviderAnswer } from "../http.ts";
import type { CallContext } from "../provider.ts";
import type { AcmeConfig } from "./config.ts";

/** Acme's two kinds of request: questions, and mutations under an idempotency key. */
export interface AcmeClient {
  get(path: string, context: CallContext): Promise<ProviderAnswer>;
  post(path: string, key: string, body: JsonValue, context: CallContext): Promise<ProviderAnswer>;
}

/** A client for one account. */
export function createAcmeClient(config: AcmeConfig): AcmeClient {
  const base = config.baseUrl.replace(/\/+$/, "");
  const authorization = `Bearer ${config.apiKey}`;
  return {
    get: (path, context) =>
      callProvider({ method: "GET", url: `${base}${path}`, headers: { authorization }, isMutation: false }, context),
    post: (path, key, body, context) => {
      const headers = { authorization, "content-type": "application/json", "idempotency-key": key };
      const request = { method: "POST", url: `${base}${path}`, headers, body: JSON.stringify(body) } as const;
      // Leaves before its permission is over, or not at all: `callProvider` sees to it.
      return callProvider({ ...request, isMutation: true }, context);
    },
  };
}
