import type { AccessToken } from "./api-types.ts";
import type { Send, TokenSource } from "./transport.ts";

/** How a client proves who it is: one token, a function that knows the current one, or an API key. */
export type Credentials =
  | { readonly token: string }
  | { readonly getToken: () => string | Promise<string> }
  | { readonly clientId: string; readonly clientSecret: string };

/** A token this close to its end is not used any more: the request could arrive too late. */
const MARGIN_MS = 30_000;

/** The source for some credentials; `send` is used without a token. */
export function createTokenSource(credentials: Credentials, send: Send): TokenSource {
  if ("token" in credentials) return { get: async () => credentials.token, discard: () => false };
  if ("getToken" in credentials) return { get: async () => credentials.getToken(), discard: () => true };
  return createExchange(credentials.clientId, credentials.clientSecret, send);
}

interface Held {
  readonly token: string;
  readonly freshUntil: number;
}

/** Exchanges an API key (RFC 6749 section 4.4); many requests at once share one exchange and then its token. */
function createExchange(clientId: string, clientSecret: string, send: Send): TokenSource {
  let held: Held | null = null;
  let pending: Promise<Held> | null = null;
  const exchange = async (): Promise<Held> => {
    const { access_token, expires_in } = await send<AccessToken>({
      method: "POST",
      path: "/auth/token",
      body: { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret },
      repeatable: "always",
    });
    const lifetimeMs = expires_in * 1_000;
    held = { token: access_token, freshUntil: Date.now() + Math.max(lifetimeMs - MARGIN_MS, lifetimeMs / 2) };
    return held;
  };
  return {
    async get() {
      if (held !== null && Date.now() < held.freshUntil) return held.token;
      pending ??= exchange().finally(() => {
        pending = null;
      });
      return (await pending).token;
    },
    discard(token) {
      if (held?.token === token) held = null;
      return true;
    },
  };
}
