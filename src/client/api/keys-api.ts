import type { ApiKey, ApiKeyWithSecret, CreateApiKey } from "../api-types.ts";
import type { Listing } from "../listing.ts";
import type { Send } from "../transport.ts";
import type { CallOptions } from "./call-options.ts";
import { readList } from "./read-list.ts";

/** The merchant's API keys. */
export interface KeysApi {
  readonly apiKeys: {
    /** Keep the secret: it is shown this once. Not sent again when the answer is lost: look at the list first. */
    create(body: CreateApiKey, options?: CallOptions): Promise<ApiKeyWithSecret>;
    /** Newest first, revoked ones included. */
    list(options?: CallOptions): Listing<ApiKey>;
    /** From here on it gets no token; those it has got live for at most 15 minutes more. */
    revoke(id: string, options?: CallOptions): Promise<void>;
  };
}

/** The API keys of the API behind a transport. */
export function createKeysApi(send: Send): KeysApi {
  return {
    apiKeys: {
      create: (body, { signal } = {}) =>
        send({ method: "POST", path: "/api-keys", body, repeatable: "refused", signal }),
      list: (options) => readList(send, "/api-keys", {}, options),
      revoke: (id, { signal } = {}) =>
        send({ method: "DELETE", path: `/api-keys/${encodeURIComponent(id)}`, repeatable: "always", signal }),
    },
  };
}
