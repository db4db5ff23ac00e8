import type { AccountVersion } from "../provider-account/provider-account.ts";
import type { WebhookEndpoint } from "../webhook-endpoint/webhook-endpoint.ts";

/** What an owner's object holds encrypted. */
export interface SealedThings {
  readonly accounts: readonly AccountVersion[];
  readonly endpoints: readonly WebhookEndpoint[];
}

/** Sealed texts and what takes the place of each. A text that is not there any more is passed over. */
export type Replacements = Readonly<Record<string, string>>;
