import type { Actor } from "../../domain/actor.ts";
import type { ChainTruth } from "../../domain/audit/verify-chain.ts";
import type { CallbackToken } from "../../domain/callback-token.ts";
import type { ExportedKind, ExportPage, IdRange } from "../../domain/database-check/exported.ts";
import type { Deposit, DepositRoute } from "../../domain/deposit/deposit.ts";
import type { ArrivedDeposit } from "../../domain/deposit/receive-deposit.ts";
import type { Assignment } from "../../domain/deposit/route-deposit.ts";
import { addressOf, SHARD_COUNT, type ShardId, type TransactionId } from "../../domain/identifiers.ts";
import type { InboxItem, ReceiptClaimed } from "../../domain/inbox/inbox-item.ts";
import type { PaymentOutcome, PayoutOutcome, RefundOutcome } from "../../domain/outcome.ts";
import type { CancelClaim } from "../../domain/payment/claim-cancel.ts";
import type { LookClaim, LookTrigger } from "../../domain/payment/claim-look.ts";
import type { CommandTerms } from "../../domain/payment/payment-command.ts";
import type { PaymentTerms, Transaction } from "../../domain/payment/transaction.ts";
import type { PayoutLookTrigger } from "../../domain/payout/claim-payout-look.ts";
import type { Payout, PayoutTerms } from "../../domain/payout/payout.ts";
import type { PayoutResolution } from "../../domain/payout/resolve-payout.ts";
import type { NextSender } from "../../domain/pursuit.ts";
import type { RefundTerms } from "../../domain/refund/begin-refund.ts";
import { findRegion, REGIONS, type Region } from "../../domain/region.ts";
import { callObject } from "../shared/call-object.ts";
import type { OpenedCallback } from "./callback-operations.ts";
import type { BeginCommandResult, CommandSubject } from "./command-operations.ts";
import type { DepositTask, ReferencedPayment } from "./deposit-operations.ts";
import type { HandOverVerdict, ReceiveResult, ReplayResult } from "./inbox-operations.ts";
import type { RefundsAsked } from "./listed-refund-operations.ts";
import type { SettleResult } from "./payment-operations.ts";
import type { PayoutView } from "./payout-operations.ts";
import type { PaymentView } from "./read-operations.ts";
import type { BeginRefundResult, RefundSubject } from "./refund-operations.ts";
import type { BeginResult } from "./repeat-operations.ts";
import type { ResolveOrder, ResolveResult } from "./resolve-operations.ts";
import type { ResolvePayoutResult } from "./resolve-payout-operations.ts";

/** What a shard does, as its callers see it. */
export interface TransactionShardApi {
  begin(terms: PaymentTerms, owner: string, actor: Actor): Promise<BeginResult<Transaction>>;
  settle(
    id: string,
    attemptNumber: number,
    outcome: PaymentOutcome,
    isAnswer: boolean,
    actor: Actor,
    sender?: NextSender,
  ): Promise<SettleResult<Transaction> | null>;
  claimLook(
    id: string,
    trigger: LookTrigger,
    actor: Actor,
  ): Promise<{ readonly subject: Transaction; readonly claim: LookClaim } | null>;
  claimCancel(id: string, actor: Actor): Promise<{ readonly subject: Transaction; readonly claim: CancelClaim } | null>;
  beginCommand(transactionId: string, terms: CommandTerms, owner: string, actor: Actor): Promise<BeginCommandResult>;
  settleCommand(
    id: string,
    commandId: string,
    attemptNumber: number,
    outcome: PaymentOutcome,
    actor: Actor,
  ): Promise<SettleResult<CommandSubject> | null>;
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
  beginPayout(terms: PayoutTerms, owner: string, actor: Actor): Promise<BeginResult<Payout>>;
  settlePayout(
    id: string,
    attemptNumber: number,
    outcome: PayoutOutcome,
    isAnswer: boolean,
    actor: Actor,
  ): Promise<SettleResult<Payout> | null>;
  claimPayoutLook(
    id: string,
    trigger: PayoutLookTrigger,
    actor: Actor,
  ): Promise<{ readonly subject: Payout; readonly claim: LookClaim } | null>;
  resolvePayout(id: string, resolution: PayoutResolution, actor: Actor): Promise<ResolvePayoutResult | null>;
  readPayout(id: string): Promise<PayoutView | null>;
  /** What a callback's address is of, or null when it is none of ours. */
  openCallback(token: CallbackToken): Promise<OpenedCallback | null>;
  receive(item: InboxItem, actor: Actor): Promise<ReceiveResult>;
  retryInbox(itemId: string): Promise<InboxItem | null>;
  buryInbox(itemId: string): Promise<InboxItem | null>;
  /** Applies a waiting event, now that it is known whether the receipt it claims is its payment's. */
  applyClaimed(itemId: string, receiptClaim: ReceiptClaimed, actor: Actor): Promise<InboxItem | null>;
  /** Applies a waiting event that names none of its payment's refunds, now that the provider has listed them. */
  applyListedRefunds(itemId: string, asked: RefundsAsked, actor: Actor): Promise<InboxItem | null>;
  replayInbox(itemId: string, onlyDead: boolean, actor: Actor): Promise<ReplayResult | null>;
  /** Applies an event whose row is in another shard to a payment of this one. */
  handOver(transactionId: ShardId, item: InboxItem, actor: Actor, replayOf?: InboxItem): Promise<HandOverVerdict>;
  concludeInbox(itemId: string, verdict: HandOverVerdict): Promise<InboxItem | null>;
  resolve(id: TransactionId, order: ResolveOrder, actor: Actor): Promise<ResolveResult | null>;
  /** Gives a receipt to a payment unless another has it; tells whose it is. `receiptId`: derived from scope and receipt. */
  claimReceipt(receiptId: ShardId, ownerId: string, accountId: string): Promise<string>;
  receiveDeposit(arrived: ArrivedDeposit): Promise<{ readonly isDuplicate: boolean }>;
  nextDepositStep(id: string): Promise<DepositTask | null>;
  /** `named`: to the payment its payer named; `fallback`: to a payment of its own once nobody else can want it. */
  routeDeposit(id: string, named: DepositRoute | null, fallback: DepositRoute | null): Promise<void>;
  assignDeposit(id: string, route: DepositRoute): Promise<Assignment | null>;
  finishDeposit(id: string, reason: string | null): Promise<void>;
  readDeposit(id: string): Promise<Deposit | null>;
  findByReference(idPrefix: string): Promise<ReferencedPayment | null>;
  beginDeposited(terms: PaymentTerms, deposit: Deposit, route: DepositRoute): Promise<Transaction>;
  read(id: string): Promise<PaymentView | null>;
  readRefund(id: string): Promise<RefundSubject | null>;
  readChain(id: string): Promise<ChainTruth | null>;
  /** Whose a payment or payout is; null when there is none. */
  findOwner(id: string): Promise<string | null>;
  /** Asks for a socket in the words of `toSocketRequest`. */
  fetch(request: Request): Promise<Response>;
  wake(): Promise<void>;
  /** What Postgres ought to hold of records in a range of ids. */
  exportRows(kind: ExportedKind, range: IdRange, limit: number): Promise<ExportPage>;
  /** Puts merchants into the register, which knows them when Postgres does not. */
  noteMerchants(ids: readonly string[]): Promise<void>;
  /** Registered merchants behind one, in the order of their ids. */
  listMerchants(after: string, limit: number): Promise<string[]>;
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
