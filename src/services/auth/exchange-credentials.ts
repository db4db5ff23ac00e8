import { parseClientId } from "../../domain/merchant.ts";
import { Problem } from "../../domain/problem.ts";
import { sha256Hex } from "../../lib/hash.ts";
import type { Gateway } from "../gateway.ts";
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from "./access-token.ts";

/** An answer of RFC 6749 section 5.1. */
export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly scope: string;
}

/**
 * The client credentials grant (RFC 6749 section 4.4). Asks only the merchant's object, so tokens are issued while
 * Postgres is down and a revoked key is refused at once. A narrower scope may be asked for, never a wider one.
 */
export async function exchangeCredentials(
  gateway: Gateway,
  clientId: string,
  clientSecret: string,
  scope: string | null,
): Promise<IssuedToken> {
  const client = parseClientId(clientId);
  const key =
    client &&
    (await gateway.callMerchant(client.merchantId, (merchant) =>
      merchant.authenticate(client.keyId, sha256Hex(clientSecret)),
    ));
  if (!key) {
    throw new Problem("invalid_client", "The client is unknown, revoked, or its secret is wrong.", {
      extensions: { error: "invalid_client" },
    });
  }
  const asked = scope?.split(" ").filter((name) => name !== "") ?? key.scopes;
  if (asked.some((name) => !key.scopes.includes(name))) {
    throw new Problem("invalid_request", "The key does not have that scope.", {
      extensions: { error: "invalid_scope" },
    });
  }
  const token = await issueAccessToken(gateway.config, `key:${key.id}`, key.merchantId, asked);
  return { access_token: token, token_type: "Bearer", expires_in: ACCESS_TOKEN_SECONDS, scope: asked.join(" ") };
}
