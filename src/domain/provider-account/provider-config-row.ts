import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { deriveDetachedId } from "../identifiers.ts";
import type { ProviderConfigRow } from "../projection.ts";
import { type AccountSwitch, type AccountVersion, CONFIG, versionIdOf } from "./provider-account.ts";

/** A version's row for Postgres. Its secrets stay encrypted: nobody reads them there. */
export function toProviderConfigRow(state: AccountSwitch, version: AccountVersion): ProviderConfigRow {
  const sealed = (name: string): string | null => version.secrets[name]?.sealed ?? null;
  return {
    id: deriveDetachedId("provider-config", versionIdOf(version)),
    account_id: versionIdOf(version),
    merchant_id: version.merchantId,
    provider_name: version.provider,
    version: version.version,
    is_active: state.isActive && state.version === version.version,
    api_key: sealed("api_key"),
    api_secret: sealed("api_secret"),
    webhook_secret: sealed("webhook_secret"),
    config: configOf(version),
    sequence: state.revision,
    created_at: toRfc3339(version.createdAt),
    updated_at: toRfc3339(state.updatedAt),
  };
}

function configOf({ settings, secrets }: AccountVersion): JsonValue {
  const sealed = Object.entries(secrets).map(([name, secret]) => [name, secret.sealed] as const);
  const members = [...Object.entries(settings), ...sealed].filter(([name]) => name.startsWith(CONFIG));
  return Object.fromEntries(members.map(([name, value]) => [name.slice(CONFIG.length), value]));
}
