import type { JsonObject } from "../support/json-input.ts";
import type { WebhookState } from "../support/webhook-queue.ts";
import type { Charge, CheckoutSession, Dispute, IntentStatus, PaymentIntent, Refund } from "./model.ts";

/** What an idempotency key was used for; `id` is the key, `at` milliseconds. */
export interface KeyRecord {
  readonly id: string;
  readonly at: number;
  readonly fingerprint: string;
  readonly status: number;
  readonly body: JsonObject;
}

/** An event and the state of its delivery; `body` is the exact text that is signed. */
export interface EventRecord {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  /** The session, else the intent, that it belongs to. */
  readonly group: string;
  readonly references: readonly string[];
  readonly body: string;
  /** `unsent`: there was no endpoint, or the payment is silent; such an event is only listed. */
  readonly state: WebhookState | "unsent";
  readonly attempts: number;
  readonly last_status: number | null;
}

/** What a customer, or time, does to a payment. */
export interface Action {
  readonly act: "succeed" | "decline" | "authenticate" | "delay" | "cancel";
  /** Why it is declined, as Stripe's `decline_code`. */
  readonly decline?: string;
  /** How a delayed payment ends by itself. */
  readonly ends?: "succeed" | "decline" | null;
  /** Only while the intent is in this state. */
  readonly from?: IntentStatus;
}

/** Something due at `at` (milliseconds) on an intent, session or refund, if that can still take it then. */
export interface Step {
  readonly id: string;
  readonly at: number;
  readonly subject: string;
  readonly action: Action | { readonly act: "refund"; readonly status: "succeeded" | "failed" };
}

/** Where events go; one row with the id `endpoint`, there once a knob has set it. */
export interface EndpointRow {
  readonly id: string;
  readonly url: string | null;
  readonly api_version: string | null;
}

/** All that Stripe knows, by table. */
export interface Tables {
  readonly intent: PaymentIntent;
  readonly charge: Charge;
  readonly refund: Refund;
  readonly session: CheckoutSession;
  readonly dispute: Dispute;
  readonly key: KeyRecord;
  readonly event: EventRecord;
  readonly step: Step;
  readonly endpoint: EndpointRow;
}

/** The name of a table. */
export type TableName = keyof Tables;

/** One change to the ledger: a row written or gone. */
export type Change =
  | { readonly [Name in TableName]: { readonly table: Name; readonly row: Tables[Name] } }[TableName]
  | { readonly table: TableName; readonly gone: string };
