import type { Deposit, DepositRoute } from "../../domain/deposit/deposit.ts";
import type { ArrivedDeposit } from "../../domain/deposit/receive-deposit.ts";
import type { ShardId } from "../../domain/identifiers.ts";
import type { PaymentTerms } from "../../domain/payment/transaction.ts";
import {
  assignDepositInShard,
  beginDepositedInShard,
  claimReceiptInShard,
  findByReferenceInShard,
  finishDepositInShard,
  nextDepositStepInShard,
  receiveDepositInShard,
  routeDepositInShard,
} from "./deposit-operations.ts";
import { InboxMethods } from "./inbox-methods.ts";

/** What a shard does with receipts, and with money that nobody asked for. */
export abstract class DepositMethods extends InboxMethods {
  claimReceipt(receiptId: ShardId, ownerId: string, accountId: string): string {
    return this.work.atomically((context) => claimReceiptInShard(context, receiptId, ownerId, accountId));
  }

  receiveDeposit(arrived: ArrivedDeposit) {
    return this.work.atomically((context) => receiveDepositInShard(context, arrived));
  }

  nextDepositStep(id: string) {
    return this.work.atomically((context) => nextDepositStepInShard(context, id));
  }

  routeDeposit(id: string, named: DepositRoute | null, fallback: DepositRoute | null): void {
    this.work.atomically((context) => routeDepositInShard(context, id, named, fallback));
  }

  assignDeposit(id: string, route: DepositRoute) {
    return this.work.atomically((context) => assignDepositInShard(context, id, route));
  }

  finishDeposit(id: string, reason: string | null): void {
    this.work.atomically((context) => finishDepositInShard(context, id, reason));
  }

  readDeposit(id: string) {
    return this.work.context.deposits.findDeposit(id);
  }

  findByReference(idPrefix: string) {
    return findByReferenceInShard(this.work.context, idPrefix);
  }

  beginDeposited(terms: PaymentTerms, deposit: Deposit, route: DepositRoute) {
    return this.work.onLive(terms.id, (context) => beginDepositedInShard(context, terms, deposit, route));
  }
}
