import type { JsonValue } from "../../lib/canonical-json.ts";
import { accountIdOf } from "./account-id.ts";

/** A secret at rest: encrypted, with the only characters of it that are ever shown again. */
export interface SealedSecret {
  readonly sealed: string;
  /** Null when it is so short that four characters would tell too much of it. */
  readonly last4: string | null;
}

/** Secrets by their names in the API: `api_key`, `config.passkey`. */
export type SealedSecrets = { readonly [name: string]: SealedSecret };

/** Whose accounts they are, and at which provider. */
export interface AccountOwner {
  /** Null: the platform's. */
  readonly merchantId: string | null;
  readonly provider: string;
}

/**
 * One version of an owner's credentials. It never changes, so that a payment can be refunded with what it was made with;
 * only the key that its secrets are encrypted with may be another one day.
 */
export interface AccountVersion extends AccountOwner {
  readonly version: number;
  readonly secrets: SealedSecrets;
  /** What is no secret, by its name in the API: `config.shortcode`. */
  readonly settings: { readonly [name: string]: string };
  /** Names of what differs from the version before; all, in one that starts anew. */
  readonly changed: readonly string[];
  readonly createdAt: number;
}

/** Which version new payments are made with, as the owner's object holds it. */
export interface AccountSwitch extends AccountOwner {
  /** The version in force; null: none was given, or it was deleted. */
  readonly version: number | null;
  /** The highest number given out. Numbers are never used again. */
  readonly latestVersion: number;
  /** False: no new payments at this provider, neither here nor with the platform's account. */
  readonly isActive: boolean;
  /** Grows with every change. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An owner's account at a provider: the switch, and the version in force. */
export interface OwnedAccount {
  readonly state: AccountSwitch;
  readonly current: AccountVersion | null;
}

/** What an owner has before anything was set up: nothing of its own, and nothing switched off. */
export function absentAccount({ merchantId, provider }: AccountOwner): OwnedAccount {
  const never = { version: null, latestVersion: 0, isActive: true, revision: 0, createdAt: 0, updatedAt: 0 };
  return { state: { merchantId, provider, ...never }, current: null };
}

/** The id of a version, which payments keep. */
export function versionIdOf(version: AccountVersion): string {
  return accountIdOf(version);
}

/** What a secret is bound to where it is encrypted: moved to another account, version or member it does not open. */
export function secretContextOf(accountId: string, name: string): string {
  return `provider-account:${accountId}:${name}`;
}

/** From this length on, four characters are no help in guessing the rest. */
const MIN_LENGTH_FOR_LAST4 = 12;

/** What may be shown of a secret. */
export function last4Of(secret: string): string | null {
  return secret.length < MIN_LENGTH_FOR_LAST4 ? null : secret.slice(-4);
}

/** An account in the public shape: of secrets only that they are set, and their last 4 characters. */
export function renderOwnedAccount({ state, current }: OwnedAccount): { [name: string]: JsonValue } {
  const mask = (name: string): JsonValue => maskOf(current?.secrets[name]);
  return {
    account_id: current === null ? null : versionIdOf(current),
    version: current?.version ?? null,
    is_active: state.isActive,
    api_key: mask("api_key"),
    api_secret: mask("api_secret"),
    webhook_secret: mask("webhook_secret"),
    config: current === null ? {} : renderConfig(current),
  };
}

function renderConfig({ settings, secrets }: AccountVersion): { [name: string]: JsonValue } {
  const masked = Object.entries(secrets).map(([name, secret]) => [name, maskOf(secret)] as const);
  const members = [...Object.entries(settings), ...masked].filter(([name]) => name.startsWith(CONFIG));
  return Object.fromEntries(members.map(([name, value]) => [name.slice(CONFIG.length), value]));
}

/** What the members of `config` are called in full. */
export const CONFIG = "config.";

function maskOf(secret: SealedSecret | undefined): JsonValue {
  return secret === undefined ? { is_set: false, last4: null } : { is_set: true, last4: secret.last4 };
}
