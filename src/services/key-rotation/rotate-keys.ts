import type { Replacements, SealedThings } from "../../domain/key-rotation/sealed-things.ts";
import { secretContextOf as accountContextOf, versionIdOf } from "../../domain/provider-account/provider-account.ts";
import { secretContextOf as endpointContextOf } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { createLogger } from "../../lib/logger.ts";
import { keyIdOf, seal, unseal } from "../../lib/seal.ts";
import { listMerchantsAfter } from "../../storage/postgres/known-merchant-repository.ts";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../principal.ts";
import { readDatabase } from "../read-database.ts";

/** Owners that one request goes through: well within what a request may take. */
export const OWNERS_PER_ROTATION = 50;

/** What one request of a rotation came to. */
export interface Rotation {
  /** Owners gone through. */
  readonly owners: number;
  /** Secrets that are encrypted with the first key now and were not before. */
  readonly resealed: number;
  /** Secrets that no key of the ring opens, by the id of the key they need. */
  readonly unreadable: Readonly<Record<string, number>>;
  /** Owners whose object could not be reached: the rotation has to be run again for them. */
  readonly failed: readonly string[];
  /** The owner after whom the next request goes on; null: this was the last. */
  readonly next: string | null;
}

/**
 * Encrypts everything that is sealed with an older key of the ring with the first one, for some owners: provider accounts
 * and secrets of webhook endpoints. May be repeated and broken off at any point. Access tokens are left to expire.
 */
export async function rotateKeys(gateway: Gateway, caller: Caller, after: string | null): Promise<Rotation> {
  const page = { after, limit: OWNERS_PER_ROTATION };
  const owners = await readDatabase(() => listMerchantsAfter(gateway.postgres, page));
  const unreadable: Record<string, number> = {};
  const failed: string[] = [];
  let resealed = 0;
  for (const owner of owners) {
    try {
      const done = await rotateOwner(gateway, caller, owner);
      resealed += done.resealed;
      for (const keyId of done.unreadable) unreadable[keyId] = (unreadable[keyId] ?? 0) + 1;
    } catch (error) {
      createLogger().error("keys.owner_not_rotated", { owner, error });
      failed.push(owner);
    }
  }
  const isLast = owners.length < OWNERS_PER_ROTATION;
  return { owners: owners.length, resealed, unreadable, failed, next: isLast ? null : (owners.at(-1) ?? null) };
}

async function rotateOwner(
  gateway: Gateway,
  { actor }: Caller,
  owner: string,
): Promise<{ readonly resealed: number; readonly unreadable: readonly string[] }> {
  const things = await gateway.callMerchant(owner, (object) => object.listSealed());
  const { replacements, unreadable } = await reseal(gateway, things);
  if (Object.keys(replacements).length === 0) return { resealed: 0, unreadable };
  const keyId = gateway.config.encryptionKeys[0]?.id ?? "";
  const resealed = await gateway.callMerchant(owner, (object) => object.reseal(owner, replacements, keyId, actor));
  return { resealed, unreadable };
}

/** Every text that another key than the first has sealed, opened and sealed anew under the same binding. */
async function reseal(
  { config }: Gateway,
  { accounts, endpoints }: SealedThings,
): Promise<{ readonly replacements: Replacements; readonly unreadable: readonly string[] }> {
  const keys = config.encryptionKeys;
  const sealed = [
    ...accounts.flatMap((version) =>
      Object.entries(version.secrets).map(
        ([name, secret]) => [accountContextOf(versionIdOf(version), name), secret.sealed] as const,
      ),
    ),
    ...endpoints.flatMap(({ id, secrets }) => secrets.map((secret) => [endpointContextOf(id), secret.sealed] as const)),
  ];
  const replacements: Record<string, string> = {};
  const unreadable: string[] = [];
  for (const [context, text] of sealed) {
    const keyId = keyIdOf(text);
    if (keyId === keys[0]?.id) continue;
    const opened = await unseal(keys, context, text);
    if (opened === null) unreadable.push(keyId ?? "unknown");
    else replacements[text] = await seal(keys, context, opened);
  }
  return { replacements, unreadable };
}
