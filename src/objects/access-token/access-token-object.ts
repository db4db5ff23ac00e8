import { DurableObject } from "cloudflare:workers";
import type { AccessToken, AccessTokenRequest } from "../../domain/access-token.ts";
import { parseConfig } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import { createLogger } from "../../lib/logger.ts";
import { migrateObject } from "../shared/sql-migrations.ts";
import { createAccessTokenStore } from "./access-token-store.ts";
import { createTokenProvider, type ProvideToken } from "./provide-token.ts";
import { ACCESS_TOKEN_MIGRATIONS } from "./schema.ts";

/**
 * The one owner of a provider account's access tokens. The only object that calls out: it is on no payment's way but
 * when a token is due, and an object is the one place where a single caller for all isolates can be had (ADR 12).
 */
export class AccessTokenObject extends DurableObject {
  readonly #provide: ProvideToken;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, ACCESS_TOKEN_MIGRATIONS);
    this.#provide = createTokenProvider({
      store: createAccessTokenStore(state.storage.sql, parseConfig(env).encryptionKeys),
      fetch: (input, init) => fetch(input, init),
      clock: systemClock,
      logger: createLogger({ object: "access-token" }),
    });
  }

  get(request: AccessTokenRequest, rejected: string | null): Promise<AccessToken | null> {
    return this.#provide(request, rejected);
  }
}
