import type { ProviderTimings } from "../domain/pursuit.ts";

/** What a provider can do beyond taking a payment; read by validation, `GET /providers`, the docs and the dashboard. */
interface ProviderCapabilities {
  readonly refund: boolean;
  readonly partialRefund: boolean;
  readonly cancel: boolean;
  readonly manualCapture: boolean;
  readonly payout: boolean;
  /** Whether money can arrive that nobody asked for, such as a customer paying a paybill by hand. */
  readonly deposits: boolean;
}

/** Amounts a provider takes, in minor units of each currency; null: no limit of its own. */
export interface ProviderLimits {
  readonly minAmountMinor: number | null;
  readonly maxAmountMinor: number | null;
}

/** The description of a provider that everything outside its folder reads. */
export interface ProviderDescription {
  readonly name: string;
  readonly title: string;
  /** Other names the API accepts for it. */
  readonly aliases: readonly string[];
  /** Takes no real money: in production a payment goes there only if it, or a rule of its merchant, says so by name. */
  readonly isMock?: boolean;
  readonly currencies: readonly string[];
  readonly methods: readonly string[];
  readonly capabilities: ProviderCapabilities;
  readonly limits: ProviderLimits;
  /** Limits of payouts; absent: none of their own. */
  readonly payoutLimits?: ProviderLimits;
  readonly timings: ProviderTimings;
  /** How payouts behave in time where that differs; a key's lifetime is another for them than for payments. */
  readonly payoutTimings?: ProviderTimings;
  /** The customer members that must be given. */
  readonly requiredCustomer: readonly ("phone" | "email" | "id")[];
}
