import type { Clock } from "../support/clock.ts";
import type { DarajaLedger } from "./ledger.ts";
import type { DarajaSettings } from "./settings.ts";

/** The one merchant that M-Pesa knows here. */
export interface Merchant {
  readonly shortcode: string;
  readonly shortcodeType: "paybill" | "till";
  readonly passkey: string;
  readonly initiatorName: string;
  readonly securityCredential: string;
}

/** What deciding needs to know; deciding changes nothing. */
export interface DarajaView {
  readonly ledger: DarajaLedger;
  readonly clock: Clock;
  readonly merchant: Merchant;
  settings(): DarajaSettings;
}
