import type { AccountVersion } from "./provider-account.ts";

/** How long a webhook secret that was replaced by itself is still accepted, so that the provider can be told in between. */
export const REPLACED_SECRET_LIFETIME_MS = 86_400_000;

const WEBHOOK_SECRET = "webhook_secret";

/** A version whose webhook secret is accepted, and the one that events signed with it count as verified by. */
export interface AcceptedVersion {
  readonly version: AccountVersion;
  readonly actsAs: AccountVersion;
}

/**
 * The versions whose webhook secrets are accepted at the address of one of them, the newest first: its own and the newer
 * ones', so that a change of secret does not move the address. Given all versions from that one on, in any order.
 *
 * A webhook secret that was replaced while the other secrets stayed is the same account's old one: for a day it counts as
 * the new one's, and then no more. Where other secrets changed too it may be another account's, whose payments live on.
 */
export function acceptedVersions(versions: readonly AccountVersion[], now: number): AcceptedVersion[] {
  const ordered = [...versions].sort((a, b) => a.version - b.version);
  const accepted = ordered.flatMap((version, index) => follow(version, ordered.slice(index + 1), now) ?? []);
  return accepted.reverse();
}

/** The last version in which the account is still the same; null when the secret has been replaced for too long. */
function follow(version: AccountVersion, newer: readonly AccountVersion[], now: number): AcceptedVersion | null {
  let actsAs = version;
  for (const next of newer) {
    const secrets = next.changed.filter((name) => isSecretIn(next, name));
    if (secrets.some((name) => name !== WEBHOOK_SECRET)) break;
    if (secrets.length > 0 && next.createdAt + REPLACED_SECRET_LIFETIME_MS <= now) return null;
    actsAs = next;
  }
  return { version, actsAs };
}

function isSecretIn({ secrets }: AccountVersion, name: string): boolean {
  return secrets[name] !== undefined;
}
