import { type OwnedAccount, renderOwnedAccount, versionIdOf } from "../../domain/provider-account/provider-account.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import type { Gateway } from "../gateway.ts";
import { webhookUrlOf } from "./webhook-url.ts";

/** An owner's account as the API shows it: secrets masked, with the address its provider is to post webhooks to. */
export function renderAccount({ config }: Gateway, account: OwnedAccount): { [name: string]: JsonValue } {
  const { state, current } = account;
  const { provider } = state;
  return {
    provider,
    ...renderOwnedAccount(account),
    webhook_url: current === null ? null : webhookUrlOf(config.publicUrl, provider, versionIdOf(current)),
    updated_at: state.revision === 0 ? null : toRfc3339(state.updatedAt),
  };
}
