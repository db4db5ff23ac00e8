import type { Actor } from "../../domain/actor.ts";
import type { ChainTruth } from "../../domain/audit/verify-chain.ts";
import { addressOf, SHARD_COUNT, type ShardId } from "../../domain/identifiers.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import type { PaymentOutcome, RefundOutcome } from "../../domain/outcome.ts";
import type { CancelClaim } from "../../domain/payment/claim-cancel.ts";
import type { LookClaim, LookTrigger } from "../../domain/payment/claim-look.ts";
import type { PaymentTerms, Transaction } from "../../domain/payment/transaction.ts";
import type { RefundTerms } from "../../domain/refund/begin-refund.ts";
import { findRegion, REGIONS, type Region } from "../../domain/region.ts";
import { callObject } from "../shared/call-object.ts";
import type { ReceiveResult } from "./inbox-operations.ts";
import type { BeginResult, SettleResult } from "./payment-operations.ts";
import type { PaymentView } from "./read-operations.ts";
import type { BeginRefundResult, RefundSubject } from "./refund-operations.ts";

/** What a shard does, as its callers see it. */
export interface TransactionShardApi {
  begin(terms: PaymentTerms, owner: string, actor: Actor): Promise<BeginResult<Transaction>>;
  settle(
    id: string,
    attemptNumber: number,
    outcome: PaymentOutcome,
    isAnswer: boolean,
    actor: Actor,
  ): Promise<SettleResult<Transaction> | null>;
  claimLook(
    id: string,
    trigger: LookTrigger,
    actor: Actor,
  ): Promise<{ readonly subject: Transaction; readonly claim: LookClaim } | null>;
  claimCancel(id: string, actor: Actor): Promise<{ readonly subject: Transaction; readonly claim: CancelClaim } | null>;
  beginRefund(transactionId: string, terms: RefundTerms, owner: string, actor: Actor): Promise<BeginRefundResult>;
  settleRefund(
    id: string,
    attemptNumber: number,
    outcome: RefundOutcome,
    isAnswer: boolean,
    actor: Actor,
  ): Promise<SettleResult<RefundSubject> | null>;
  claimRefundLook(
    id: string,
    trigger: LookTrigger,
  ): Promise<{ readonly subject: RefundSubject; readonly claim: LookClaim } | null>;
  receive(item: InboxItem, actor: Actor): Promise<ReceiveResult>;
  retryInbox(itemId: string): Promise<InboxItem | null>;
  buryInbox(itemId: string): Promise<InboxItem | null>;
  read(id: string): Promise<PaymentView | null>;
  readRefund(id: string): Promise<RefundSubject | null>;
  readChain(id: string): Promise<ChainTruth | null>;
  wake(): Promise<void>;
  /** Puts an archived payment back from its text; false when the text is not the one that left. */
  restore(id: string, content: string): Promise<boolean>;
}

/** What any method answers about a payment whose rows have left for Postgres. */
export interface ArchivedMarker {
  readonly archivedTransactionId: string;
}

/** One call to the shard that owns an id. Every method may be repeated, so a lost answer is simply asked for again. */
export type CallShard = <Result>(id: ShardId, call: (shard: TransactionShardApi) => Promise<Result>) => Promise<Result>;

/** Finds the text of an archived payment; throws when it cannot be had right now. */
export type FindArchive = (transactionId: string) => Promise<string>;

/**
 * The way to the shards of a namespace. A payment that has been archived is brought back first, so that callers meet
 * only live ones; when its text cannot be had, the call fails and nothing has happened.
 */
export function createShardClient(namespace: DurableObjectNamespace, findArchive: FindArchive): CallShard {
  return async (id, call) => {
    const { region, shard } = addressOf(id);
    const stub = () => stubOf(namespace, findRegion(region), region, shard);
    const result = await callObject(stub, call);
    if (!isArchived(result)) return result;
    const { archivedTransactionId } = result;
    const content = await findArchive(archivedTransactionId);
    const isRestored = await callObject(stub, (api) => api.restore(archivedTransactionId, content));
    if (!isRestored) throw new Error(`the archive of ${archivedTransactionId} is not what its tombstone says`);
    return callObject(stub, call);
  };
}

function isArchived(result: unknown): result is ArchivedMarker {
  return typeof result === "object" && result !== null && "archivedTransactionId" in result;
}

/** Every shard of the given regions and of the default one (where what has no payment yet is kept), for the cron that makes sure none sleeps through its duties. */
export function wakeShards(namespace: DurableObjectNamespace, regions: readonly Region[]): Promise<void>[] {
  const inUse = REGIONS.filter((region) => region.number === 0 || regions.includes(region));
  return inUse.flatMap((region) =>
    Array.from({ length: SHARD_COUNT }, (_, shard) =>
      callObject(
        () => stubOf(namespace, region, region.number, shard),
        (api) => api.wake(),
      ),
    ),
  );
}

function stubOf(
  namespace: DurableObjectNamespace,
  region: Region | null,
  regionNumber: number,
  shard: number,
): TransactionShardApi {
  const id = namespace.idFromName(`r${regionNumber}-s${shard}`);
  const stub = region?.hint === undefined ? namespace.get(id) : namespace.get(id, { locationHint: region.hint });
  return stub as unknown as TransactionShardApi;
}
