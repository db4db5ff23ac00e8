import { type Credentials, createGatewayClient, type GatewayClient, GatewayError } from "../../src/client/index.ts";
import { readTokenClaims, type TokenClaims } from "./token-claims.ts";

/** Somebody who is signed in. */
export interface Session {
  readonly client: GatewayClient;
  readonly claims: TokenClaims;
  /** Whether the client gets new tokens by itself, because it holds an API key. */
  readonly renews: boolean;
}

/** Somebody looks at the page: what has not come after two more tries is better shown as an error with a button. */
const MAX_RETRIES = 2;

/** Signs in; throws a GatewayError when the gateway does not accept the credentials, or cannot be reached. */
export async function openSession(credentials: Credentials): Promise<Session> {
  const client = createGatewayClient({ ...credentials, baseUrl: location.origin, maxRetries: MAX_RETRIES });
  const session = toSession(client, await client.getToken(), "clientId" in credentials);
  try {
    await client.providers.list().page();
  } catch (error) {
    // Not allowed to see the providers, but known: that is all that was to be found out.
    if (!(error instanceof GatewayError) || error.status !== 403) throw error;
  }
  return session;
}

/** The session of a token that was accepted before a reload; null when it has ended since. */
export function resumeSession(token: string, now: number): Session | null {
  const claims = readTokenClaims(token);
  if (claims === null || claims.expiresAt <= now) return null;
  const client = createGatewayClient({ token, baseUrl: location.origin, maxRetries: MAX_RETRIES });
  return { client, claims, renews: false };
}

/** Whether an error says that the gateway does not know us any more. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof GatewayError && (error.status === 401 || error.code === "invalid_client");
}

function toSession(client: GatewayClient, token: string, renews: boolean): Session {
  const claims = readTokenClaims(token);
  if (claims === null) {
    throw new GatewayError({ code: "invalid_token", status: 401, detail: "This is not an access token." });
  }
  return { client, claims, renews };
}
