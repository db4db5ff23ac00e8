import {
  type AccessToken,
  type AccessTokenRequest,
  fingerprintOfRequest,
  parseAccessToken,
} from "../../domain/access-token.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { AccessTokenStore } from "./access-token-store.ts";

/** Below the lease of any call that waits for a token: a token that comes later helps nobody who asked for it. */
const FETCH_TIMEOUT_MS = 4_000;

/** What an owner of tokens works with. */
export interface TokenDependencies {
  readonly store: AccessTokenStore;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Gives the account's token; null when none can be had. `rejected`: a token that the provider has just refused. */
export type ProvideToken = (request: AccessTokenRequest, rejected: string | null) => Promise<AccessToken | null>;

/**
 * The one owner of an account's tokens, as a function: whoever asks while one is being fetched gets that one, because
 * a provider may end the token before with each new one it gives out.
 */
export function createTokenProvider(dependencies: TokenDependencies): ProvideToken {
  const { store, clock } = dependencies;
  const fetching = new Map<string, Promise<AccessToken | null>>();
  let renewals = 0;

  const renew = (fingerprint: string, request: AccessTokenRequest): Promise<AccessToken | null> => {
    const running = fetching.get(fingerprint);
    if (running !== undefined) return running;
    const started = fetchToken(dependencies, request)
      .then(async (token) => {
        if (token !== null) await store.save(fingerprint, token, clock());
        renewals += 1;
        return token;
      })
      .finally(() => fetching.delete(fingerprint));
    fetching.set(fingerprint, started);
    return started;
  };

  const provide: ProvideToken = async (request, rejected) => {
    const fingerprint = fingerprintOfRequest(request);
    // Before the store: what it holds is about to be replaced, and may be invalid already.
    const running = fetching.get(fingerprint);
    if (running !== undefined) return running;
    const before = renewals;
    const known = await store.find(fingerprint, clock());
    // While this was read another caller has fetched a token: fetching again would end that one.
    if (renewals !== before) return provide(request, rejected);
    const isRefused = known !== null && known.token === rejected;
    if (known !== null && !isRefused && clock() < known.renewAt) return known;
    const fresh = await renew(fingerprint, request);
    // What is due for renewal is still good until its end; what was refused is not.
    return fresh ?? (isRefused ? null : known);
  };
  return provide;
}

async function fetchToken(dependencies: TokenDependencies, request: AccessTokenRequest): Promise<AccessToken | null> {
  const { method, url, headers, body } = request;
  const askedAt = dependencies.clock();
  try {
    const response = await dependencies.fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const token = response.ok ? parseAccessToken(JSON.parse(text), askedAt) : null;
    // Never the body: with 200 it may hold a token that was not understood.
    if (token === null) dependencies.logger.warn("access_token.refused", { status: response.status });
    return token;
  } catch (error) {
    dependencies.logger.warn("access_token.unavailable", { reason: error instanceof Error ? error.name : "unknown" });
    return null;
  }
}
