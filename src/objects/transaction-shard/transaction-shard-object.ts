import type { Actor } from "../../domain/actor.ts";
import type { ExportedKind, IdRange } from "../../domain/database-check/exported.ts";
import type { PayoutOutcome } from "../../domain/outcome.ts";
import type { PayoutLookTrigger } from "../../domain/payout/claim-payout-look.ts";
import type { PayoutTerms } from "../../domain/payout/payout.ts";
import type { PayoutResolution } from "../../domain/payout/resolve-payout.ts";
import { DepositMethods } from "./deposit-methods.ts";
import { exportInShard } from "./export-operations.ts";
import { listMerchantsInShard, noteMerchantsInShard } from "./merchant-register.ts";
import {
  beginPayoutInShard,
  claimPayoutLookInShard,
  readPayoutInShard,
  settlePayoutInShard,
} from "./payout-operations.ts";
import { resolvePayoutInShard } from "./resolve-payout-operations.ts";

/**
 * The single writer of a slice of all transactions. Each method, here and in the classes it extends by topic, loads, asks
 * the pure decisions of `domain`, persists in one storage transaction and answers; none waits for the outside world.
 * Callers go through `createShardClient`.
 */
export class TransactionShard extends DepositMethods {
  beginPayout(terms: PayoutTerms, owner: string, actor: Actor) {
    return this.work.atomically((context) => beginPayoutInShard(context, terms, owner, actor));
  }

  settlePayout(id: string, attemptNumber: number, outcome: PayoutOutcome, isAnswer: boolean, actor: Actor) {
    return this.work.atomically((context) => settlePayoutInShard(context, id, attemptNumber, outcome, isAnswer, actor));
  }

  claimPayoutLook(id: string, trigger: PayoutLookTrigger, actor: Actor) {
    return this.work.atomically((context) => claimPayoutLookInShard(context, id, trigger, actor));
  }

  resolvePayout(id: string, resolution: PayoutResolution, actor: Actor) {
    return this.work.atomically((context) => resolvePayoutInShard(context, id, resolution, actor));
  }

  readPayout(id: string) {
    return this.work.atomically((context) => readPayoutInShard(context, id));
  }

  exportRows(kind: ExportedKind, range: IdRange, limit: number) {
    return this.work.atomically((context) => exportInShard(context, kind, range, limit));
  }

  noteMerchants(ids: readonly string[]): void {
    this.work.atomically((context) => noteMerchantsInShard(context, ids));
  }

  listMerchants(after: string, limit: number) {
    return this.work.atomically((context) => listMerchantsInShard(context, after, limit));
  }
}
