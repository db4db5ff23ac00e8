import { MERCHANT_ID_PATTERN } from "../merchant.ts";

/** What an account's id says. It leads to the object that owns the account without any look-up. */
export interface AccountKey {
  /** The merchant whose account it is; null: the platform's. */
  readonly merchantId: string | null;
  readonly provider: string;
  /** Counts 1, 2, 3 … for each owner and provider; null: made up by the environment's variables. */
  readonly version: number | null;
}

/** Who owns the platform's accounts. No merchant can be called this: the pattern of their ids has no colon. */
export const PLATFORM_OWNER = "platform:";
/** What rows in Postgres name as the merchant of an owner: nobody, for what is the platform's. */
export function ownerColumnOf(owner: string): string | null {
  return owner === PLATFORM_OWNER ? null : owner;
}

const PROVIDER_NAME = /^[a-z][a-z0-9_-]*$/;
/** Read from its end, an id has one meaning only: neither providers' names nor numbers contain a dot. */
const OWN_ID = /^(.+)\.([^.]+)\.([1-9][0-9]{0,8})$/;
const PLATFORM_ID = /^platform:([^.]+?)(?:\.([1-9][0-9]{0,8}))?$/;
const VERSION = /\.[1-9][0-9]{0,8}$/;

/** The id of an account: `<merchant>.<provider>.<version>`, the platform's `platform:<provider>[.<version>]`. */
export function accountIdOf({ merchantId, provider, version }: AccountKey): string {
  const family = merchantId === null ? platformAccountId(provider) : `${merchantId}.${provider}`;
  return version === null ? family : `${family}.${version}`;
}

/** The id of the account that the environment's variables make up. */
export function platformAccountId(providerName: string): string {
  return `${PLATFORM_OWNER}${providerName}`;
}

/** Reads untrusted text as an account's id, or null. Whether there is such an account, only its owner knows. */
export function parseAccountId(text: string): AccountKey | null {
  const platform = PLATFORM_ID.exec(text);
  if (platform !== null) return toKey(null, platform[1] ?? "", platform[2]);
  const [, merchantId = "", provider = "", version] = OWN_ID.exec(text) ?? [];
  return MERCHANT_ID_PATTERN.test(merchantId) ? toKey(merchantId, provider, version) : null;
}

/**
 * What all versions of one owner's account at one provider have in common. Within a family an event may move any payment
 * and a provider's id is one payment's; between families neither ever crosses.
 */
export function familyOf(accountId: string): string {
  return accountId.replace(VERSION, "");
}

/** The id of a family's first version. */
export function firstOfFamily(family: string): string {
  return `${family}.1`;
}

/** Whether two accounts are versions of the same owner's at the same provider. */
export function isSameFamily(one: string, another: string): boolean {
  return familyOf(one) === familyOf(another);
}

/**
 * Whether what one account has verified may move a payment that another was asked for: versions of the same account, and
 * none for a newer one. So a secret that was replaced because it leaked forges nothing about what came after it.
 */
export function maySpeakFor(accountId: string, paymentAccountId: string): boolean {
  return isSameFamily(accountId, paymentAccountId) && versionOf(accountId) >= versionOf(paymentAccountId);
}

/** The environment's account comes before all versions. */
function versionOf(accountId: string): number {
  return parseAccountId(accountId)?.version ?? 0;
}

function toKey(merchantId: string | null, provider: string, version: string | undefined): AccountKey | null {
  if (!PROVIDER_NAME.test(provider)) return null;
  return { merchantId, provider, version: version === undefined ? null : Number(version) };
}
