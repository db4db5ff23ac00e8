import type { AccessToken } from "../../domain/access-token.ts";
import { type SealingKey, seal, unseal } from "../../lib/seal.ts";

/** The tokens of one account, one for each way they are asked for; encrypted where they rest. */
export interface AccessTokenStore {
  /** The token for a request, or null when there is none that is still valid. */
  find(fingerprint: string, now: number): Promise<AccessToken | null>;
  save(fingerprint: string, token: AccessToken, now: number): Promise<void>;
}

/** What sealed tokens are bound to besides their row. */
const CONTEXT = "access-token";

/** The store in the object's own database. A token whose key has left the ring is as good as none. */
export function createAccessTokenStore(sql: SqlStorage, keys: readonly SealingKey[]): AccessTokenStore {
  return {
    async find(fingerprint, now) {
      const [row] = sql
        .exec(
          "SELECT sealed, renew_at, expires_at FROM tokens WHERE fingerprint = ? AND expires_at > ?",
          fingerprint,
          now,
        )
        .toArray();
      if (row === undefined) return null;
      const token = await unseal(keys, `${CONTEXT}:${fingerprint}`, String(row.sealed));
      return token === null ? null : { token, renewAt: Number(row.renew_at), expiresAt: Number(row.expires_at) };
    },
    async save(fingerprint, { token, renewAt, expiresAt }, now) {
      const sealed = await seal(keys, `${CONTEXT}:${fingerprint}`, token);
      sql.exec("DELETE FROM tokens WHERE expires_at <= ?", now);
      sql.exec(
        "INSERT OR REPLACE INTO tokens (fingerprint, sealed, renew_at, expires_at) VALUES (?, ?, ?, ?)",
        fingerprint,
        sealed,
        renewAt,
        expiresAt,
      );
    },
  };
}
