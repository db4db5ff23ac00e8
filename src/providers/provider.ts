import type { z } from "zod";
import type { ProviderEvent } from "../domain/inbox/provider-event.ts";
import type { MinorUnits } from "../domain/money.ts";
import type { PaymentOutcome, RefundOutcome } from "../domain/outcome.ts";
import type { Transaction } from "../domain/payment/transaction.ts";
import type { ProviderTimings } from "../domain/pursuit.ts";
import type { Refund } from "../domain/refund/refund.ts";
import type { Clock } from "../lib/clock.ts";

/** What a provider can do beyond taking a payment; read by validation, `GET /providers`, the docs and the dashboard. */
export interface ProviderCapabilities {
  readonly refund: boolean;
  readonly partialRefund: boolean;
  readonly cancel: boolean;
  readonly manualCapture: boolean;
  readonly payout: boolean;
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
  readonly currencies: readonly string[];
  readonly methods: readonly string[];
  readonly capabilities: ProviderCapabilities;
  readonly limits: ProviderLimits;
  readonly timings: ProviderTimings;
  /** The customer members that must be given. */
  readonly requiredCustomer: readonly ("phone" | "email" | "id")[];
}

/** What one call to a provider runs with. Adapters keep no state and reach the network only through `fetch`. */
export interface CallContext {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** The moment the call must be over, epoch milliseconds. */
  readonly deadline: number;
  /** After this moment a mutation must not leave any more, epoch milliseconds. */
  readonly sendBefore: number;
  /** Where the provider posts its webhooks for the account that is used. */
  readonly callbackUrl: string;
}

/** A webhook as it came in; the body byte for byte as text, header names in lower case. */
export interface RawWebhook {
  readonly body: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** Whether a webhook is authentic. `expired`: signed, but dated outside the accepted window. */
export type WebhookVerdict =
  | { readonly verified: true; readonly signature: string | null }
  | { readonly verified: false; readonly why: "bad_signature" | "expired" };

/**
 * A provider, ready to use with one account's configuration: a pure translator between the gateway's terms and the
 * provider's wire format. Calls never throw for what a provider may do: time-outs, 5xx and unreadable answers are
 * outcomes of kind `unknown`.
 */
export interface PaymentProvider {
  /** Asks for the payment, under an idempotency key derived from the transaction where the provider has such keys. */
  initializePayment(transaction: Transaction, context: CallContext): Promise<PaymentOutcome>;
  /** Asks what became of the payment, by its handle or, without one, by our reference. */
  verifyPayment(transaction: Transaction, context: CallContext): Promise<PaymentOutcome>;
  /** Asks for a refund, under an idempotency key derived from the refund. */
  refundPayment(transaction: Transaction, refund: Refund, context: CallContext): Promise<RefundOutcome>;
  /** Asks what became of a refund. */
  verifyRefund(transaction: Transaction, refund: Refund, context: CallContext): Promise<RefundOutcome>;
  /** Asks to cancel; the outcome is what the provider says of the payment afterwards. Present if declared. */
  cancelPayment?(transaction: Transaction, context: CallContext): Promise<PaymentOutcome>;
  /** Checks a webhook by the provider's own rule, in constant time. */
  verifyWebhook(webhook: RawWebhook, toleranceSeconds: number, clock: Clock): WebhookVerdict;
  /** Translates an authentic webhook; null when its JSON is not an event of this provider. */
  handleWebhook(body: unknown): ProviderEvent | null;
}

/**
 * A provider's entry in the registry: its description, the environment variables that make up the platform's account,
 * and the function that makes it usable with a configuration.
 */
export interface ProviderDefinition {
  readonly description: ProviderDescription;
  /** Configuration member → environment variable, for the platform's own account. */
  readonly environment: Readonly<Record<string, string>>;
  /** Parses an account's configuration, whether it comes from the environment or from a merchant. */
  readonly configSchema: z.ZodType;
  create(config: unknown): PaymentProvider;
  /** A reason why this provider cannot take these terms, beyond currency, limits and required members; or null. */
  refuse?(terms: { readonly amountMinor: MinorUnits; readonly currency: string }): string | null;
}

/** A definition as a provider's folder writes it, with its configuration type. */
export interface TypedProviderDefinition<Config>
  extends Omit<ProviderDefinition, "environment" | "configSchema" | "create"> {
  readonly environment: Readonly<Record<Extract<keyof Config, string>, string>>;
  readonly configSchema: z.ZodType<Config>;
  create(config: Config): PaymentProvider;
}

/** Gives a definition with its configuration type checked, and hides that type from the registry. */
export function defineProvider<Config>(definition: TypedProviderDefinition<Config>): ProviderDefinition {
  return { ...definition, create: (config) => definition.create(definition.configSchema.parse(config)) };
}
