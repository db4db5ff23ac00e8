import type { z } from "zod";
import type { AccessTokenRequest } from "../domain/access-token.ts";
import type { CallbackPurpose } from "../domain/callback-token.ts";
import type { ProviderEvent } from "../domain/inbox/provider-event.ts";
import type { MinorUnits } from "../domain/money.ts";
import type { ListedRefund, PaymentOutcome, PayoutOutcome, RefundOutcome, ReportedDeposit } from "../domain/outcome.ts";
import type { Customer, Transaction } from "../domain/payment/transaction.ts";
import type { Payout } from "../domain/payout/payout.ts";
import type { Refund } from "../domain/refund/refund.ts";
import type { SettlementListing, TimeRange } from "../domain/report/settlement.ts";
import type { JsonValue } from "../lib/canonical-json.ts";
import type { Clock } from "../lib/clock.ts";
import type { CallContext, NetworkContext } from "./call-context.ts";
import type { ConnectionOutcome } from "./connection-outcome.ts";
import type { ProviderDescription } from "./provider-description.ts";

export type { ProviderDescription, ProviderLimits } from "./provider-description.ts";
export type { AccessTokenRequest, CallContext, ConnectionOutcome, NetworkContext };

/** What an unsigned callback is about, as its address has proved. */
export interface CallbackSubject {
  readonly purpose: CallbackPurpose;
  /** The payment, refund, payout or deposit. */
  readonly id: string;
  readonly kind: "payment" | "refund" | "payout" | "deposit";
}

/** What a merchant asks of a provider, before anything is recorded. */
export interface RequestedTerms {
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly customer: Customer;
  readonly paymentMethod: string | null;
  readonly capture: "automatic" | "manual";
  readonly returnUrl: string | null;
  readonly providerOptions: { readonly [name: string]: JsonValue };
}

/** A payout that a merchant asks for, before anything is recorded. */
export interface RequestedPayout {
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly recipient: { readonly phone: string | null; readonly name: string | null };
}

/** Why a request cannot be made of a provider. `path`: the member of the request that is to blame. */
export interface Refusal {
  readonly code: "validation_failed" | "not_supported_by_provider";
  readonly path: string;
  readonly message: string;
}

/** A webhook as it came in; the body byte for byte as text, header names in lower case. */
export interface RawWebhook {
  readonly body: string;
  readonly headers: ReadonlyMap<string, string>;
}

/**
 * Whether a webhook is authentic. `expired`: signed, but dated outside the accepted window; `unavailable`: only the
 * provider can tell, and cannot be asked now, so that it has to send it again.
 */
export type WebhookVerdict =
  | { readonly verified: true; readonly signature: string | null }
  | { readonly verified: false; readonly why: "bad_signature" | "expired" | "unavailable" };

/**
 * A provider, ready to use with one account's configuration: a pure translator between the gateway's terms and the
 * provider's wire format. Calls never throw for what a provider may do: time-outs, 5xx and unreadable answers are
 * outcomes of kind `unknown`.
 */
export interface PaymentProvider {
  /** Asks for the payment, under an idempotency key derived from the transaction where the provider has such keys. */
  initializePayment(transaction: Transaction, context: CallContext): Promise<PaymentOutcome>;
  /**
   * Asks what became of the payment, by its handle or, without one, by our reference. Where the provider leaves it to us to
   * take what a customer has approved, an open payment is taken here, under a key of its own.
   */
  verifyPayment(transaction: Transaction, context: CallContext): Promise<PaymentOutcome>;
  /** Asks for a refund, under an idempotency key derived from the refund. */
  refundPayment(transaction: Transaction, refund: Refund, context: CallContext): Promise<RefundOutcome>;
  /** Why this account cannot refund this amount of a paid payment, beyond the declared capabilities; or null. */
  refuseRefund?(transaction: Transaction, amountMinor: MinorUnits): string | null;
  /** Asks what became of a refund. */
  verifyRefund(transaction: Transaction, refund: Refund, context: CallContext): Promise<RefundOutcome>;
  /** Asks for all refunds of a payment. Present where events of refunds name the payment alone: they are a reason to ask. */
  listRefunds?(transaction: Transaction, context: CallContext): Promise<RefundListOutcome>;
  /** Asks to cancel; the outcome is what the provider says of the payment afterwards. Present if declared. */
  cancelPayment?(transaction: Transaction, context: CallContext): Promise<PaymentOutcome>;
  /** Takes an authorized amount or, given less, a part of it; the rest is released. Present if manual capture is declared. */
  capturePayment?(transaction: Transaction, amountMinor: MinorUnits, context: CallContext): Promise<PaymentOutcome>;
  /** Why this account cannot capture this amount of an authorized payment; or null. */
  refuseCapture?(transaction: Transaction, amountMinor: MinorUnits): string | null;
  /** Sends money, under an idempotency key derived from the payout. Present if declared. */
  sendPayout?(payout: Payout, context: CallContext): Promise<PayoutOutcome>;
  /** Why this account cannot pay out at all; or null. */
  refusePayouts?(): string | null;
  /** Asks what became of a payout. */
  verifyPayout?(payout: Payout, context: CallContext): Promise<PayoutOutcome>;
  /**
   * Asks whether money that was told of has arrived; the answer comes as an event to the address of purpose `status`, or
   * is given at once. `unknown` while nothing is known.
   */
  verifyDeposit?(deposit: ReportedDeposit, context: CallContext): Promise<DepositOutcome>;
  /** Tells the provider where to announce deposits; the outcome is what it said. Present if deposits are declared. */
  registerDepositAddresses?(context: CallContext): Promise<RegistrationOutcome>;
  /**
   * Reads the account's own list of the payments and refunds made in a stretch of time, by the provider's clock, in a
   * bounded number of pages. Present where the provider has one.
   */
  listSettlements?(range: TimeRange, context: CallContext): Promise<SettlementListing>;
  /** Asks something harmless that only good credentials are answered. Present where the provider has such a question. */
  testConnection?(context: CallContext): Promise<ConnectionOutcome>;
  /** Checks a webhook by the provider's own rule, in constant time; `network` is for those who have to ask the provider. */
  verifyWebhook(
    webhook: RawWebhook,
    toleranceSeconds: number,
    clock: Clock,
    network: NetworkContext,
  ): WebhookVerdict | Promise<WebhookVerdict>;
  /** Translates an authentic webhook; null when its JSON is not an event of this provider. */
  handleWebhook(body: unknown): ProviderEvent | null;
  /** Translates what came to an unguessable address; null when it is not a message of this provider. */
  handleCallback?(subject: CallbackSubject, body: unknown): ProviderEvent | null;
  /** The same for the account's own addresses, where nobody's payment is named: always a `deposit`, or `none`. */
  handleNotice?(purpose: CallbackPurpose, body: unknown): ProviderEvent | null;
  /** A base that replaces the Worker's own address in what this account is given for callbacks. */
  readonly callbackBaseUrl?: string;
  /** Where callbacks of this account come from; absent or empty: not looked at. A second look, never a proof. */
  readonly allowedAddresses?: readonly string[];
  /** The handle of the payment an unproved webhook speaks of, for providers that sign nothing; a nudge, never evidence. */
  findNudgedHandle?(body: unknown): string | null;
  /** What the account's own addresses are derived from: stable, because providers let them be registered only once. */
  readonly noticeSecret?: string;
  /** The merchant whose payments deposits become that name none; without it a person says whose each is. */
  readonly ownerMerchantId?: string;
  /** Whether money may only be paid in for a payment that its payer names. Payers type names, so by default not. */
  readonly requiresKnownReference?: boolean;
  /**
   * The JSON that this provider expects as an answer to a callback; without it, ours. `why`: what of money that is about
   * to be paid in was refused.
   */
  acknowledgeCallback?(purpose: CallbackPurpose, accepted: boolean, why?: "amount" | "account"): JsonValue;
}

/** What a provider says of money that was told of. `asked`: the answer comes by callback. */
export type DepositOutcome =
  | { readonly kind: "confirmed"; readonly deposit: ReportedDeposit }
  | { readonly kind: "asked" }
  | { readonly kind: "unknown"; readonly reason: string };

/** All refunds of a payment as the provider lists them, or why they cannot be told. */
export type RefundListOutcome =
  | { readonly kind: "listed"; readonly refunds: readonly ListedRefund[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** What became of telling a provider our addresses. */
export type RegistrationOutcome =
  | { readonly kind: "registered" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** One member of an account as the API takes it, and the member of the provider's configuration that it is. */
export interface AccountMember<Member extends string = string> {
  readonly member: Member;
  /**
   * `secret`: encrypted, and never shown but for its last characters; `address`: where the credentials are sent;
   * `callback`: where the provider is told to send; `plain`: shown as it is.
   */
  readonly kind: "secret" | "address" | "callback" | "plain";
  /** What all accounts at the provider have in common: the environment's stands in where none is given. */
  readonly isShared?: boolean;
  /** Only the platform's own account may have it. */
  readonly isPlatformOnly?: boolean;
}

/**
 * A provider's entry in the registry: its description, the environment variables that make up the platform's account,
 * and the function that makes it usable with a configuration.
 */
export interface ProviderDefinition {
  readonly description: ProviderDescription;
  /** Configuration member → environment variable, for the platform's own account. */
  readonly environment: Readonly<Record<string, string>>;
  /** What an account is set up with through the API, by name: `api_key`, `api_secret`, `webhook_secret`, `config.…`. */
  readonly accountMembers: Readonly<Record<string, AccountMember>>;
  /** Parses an account's configuration, whether it comes from the environment or from a merchant. */
  readonly configSchema: z.ZodType;
  create(config: unknown): PaymentProvider;
  /** Why this provider cannot take these terms, beyond currency, limits and required members; or null. */
  refuse?(terms: RequestedTerms): Refusal | null;
  /** Why this payout cannot be made; or null. */
  refusePayout?(terms: RequestedPayout): Refusal | null;
}

/** A definition as a provider's folder writes it, with its configuration type. */
export interface TypedProviderDefinition<Config>
  extends Omit<ProviderDefinition, "environment" | "accountMembers" | "configSchema" | "create"> {
  readonly environment: Readonly<Record<Extract<keyof Config, string>, string>>;
  readonly accountMembers: Readonly<Record<string, AccountMember<Extract<keyof Config, string>>>>;
  readonly configSchema: z.ZodType<Config>;
  create(config: Config): PaymentProvider;
}

/** Gives a definition with its configuration type checked, and hides that type from the registry. */
export function defineProvider<Config>(definition: TypedProviderDefinition<Config>): ProviderDefinition {
  return { ...definition, create: (config) => definition.create(definition.configSchema.parse(config)) };
}
