import type { Actor } from "../actor.ts";
import type { ShardId, TransactionId } from "../identifiers.ts";
import type { ReportedDeposit } from "../outcome.ts";

/**
 * Every state of money that nobody asked for. `told`: an unsigned notice; `confirmed`: its provider vouches for it;
 * `applied`: it belongs to a payment; `suspense`: a person has to say whose it is; `refuted`: never confirmed.
 */
export const DEPOSIT_STATUSES = ["told", "confirmed", "applied", "suspense", "refuted"] as const;

/** The state of a deposit. */
export type DepositStatus = (typeof DEPOSIT_STATUSES)[number];

/** Which payment a deposit goes to and who said so. Durable together with the claim, before anything is delivered. */
export interface DepositRoute {
  /** `payment`: one that exists; `new`: one that is made of the deposit. */
  readonly kind: "payment" | "new";
  readonly transactionId: TransactionId;
  /** Whose payment it is. */
  readonly merchantId: string;
  /** Whether the receipt is to be the payment's handle too: nothing else names it at the provider. */
  readonly isHandle: boolean;
  readonly actor: Actor;
  /** Whether a person chose it. */
  readonly isAssigned: boolean;
}

/** Money that reached an account without a request of ours, as the shard of its receipt holds it. Epoch milliseconds. */
export interface Deposit {
  /** Derived from scope and receipt alone, so every notice of the same money meets the same row. */
  readonly id: ShardId;
  readonly provider: string;
  readonly accountId: string;
  /** What the address for the provider's answers is derived from; see callback-token.ts. Never shown. */
  readonly secret: string;
  readonly reported: ReportedDeposit;
  readonly status: DepositStatus;
  /** Why it is in suspense or refuted, or why its payment holds it for review. */
  readonly reason: string | null;
  /** The payment that has the receipt. */
  readonly transactionId: string | null;
  readonly route: DepositRoute | null;
  /** Until then a payment that is under way may still claim the receipt. */
  readonly settlesAt: number;
  /** Questions to the provider so far; each has an address of its own. */
  readonly asks: number;
  /** Deliveries and routings tried since the last success, for the backoff. */
  readonly tries: number;
  readonly dueAt: number | null;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}
