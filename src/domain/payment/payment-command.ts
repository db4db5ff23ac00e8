import type { Failure } from "../failure.ts";
import type { ShardId } from "../identifiers.ts";
import type { MinorUnits } from "../money.ts";

/** What a merchant may do with an authorized amount. */
export type CommandKind = "capture" | "void";

/** What a merchant asked for, under an idempotency key of its own. */
export interface CommandTerms {
  readonly id: ShardId;
  readonly kind: CommandKind;
  readonly fingerprint: string;
  /** Null: all that is authorized. */
  readonly amountMinor: MinorUnits | null;
}

/** A capture or void as its payment remembers it. Times are epoch milliseconds. */
export interface PaymentCommand extends CommandTerms {
  readonly amountMinor: MinorUnits;
  readonly owner: string;
  readonly attemptNumber: number;
  readonly requestedAt: number;
  /** Why the provider refused it; the payment is still authorized, and another command may follow. */
  readonly refusal: Failure | null;
}
