import { env } from "cloudflare:workers";
import { systemActor } from "../../../../src/domain/actor.ts";
import { deriveTransactionId, type ShardId } from "../../../../src/domain/identifiers.ts";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import type { PaymentTerms } from "../../../../src/domain/payment/transaction.ts";
import {
  createShardClient,
  type TransactionShardApi,
} from "../../../../src/objects/transaction-shard/transaction-shard-client.ts";
import { cpay } from "../../../../src/providers/cpay/index.ts";

/** Somebody who is not there any more when the answer comes. */
export const ACTOR = systemActor("test");

const callShard = createShardClient(env.TRANSACTION_SHARD, () => Promise.reject(new Error("nothing is archived here")));

/** Calls the object that owns an id, past all doors. */
export function onShard<Result>(id: string, call: (shard: TransactionShardApi) => Promise<Result>): Promise<Result> {
  return callShard(id as ShardId, call);
}

/** What the cron does to an object. */
export function wakeShard(id: string): Promise<void> {
  return onShard(id, (shard) => shard.wake());
}

/** The id that a merchant's key will have, before it is used. */
export function idOf(merchantId: string, key: string): ShardId {
  return deriveTransactionId(merchantId, "payment", key);
}

/** Terms as the Worker makes them of a request, for a payment whose Worker dies before it can act. */
export function termsOf(merchantId: string, key: string, email = "approve@example.com"): PaymentTerms {
  return {
    id: idOf(merchantId, key),
    merchantId,
    idempotencyKey: key,
    fingerprint: "0".repeat(64),
    provider: "cpay",
    accountId: "platform:cpay",
    amountMinor: 100_000 as MinorUnits,
    currency: "KES",
    reference: null,
    customer: { id: null, phone: null, email, name: null },
    paymentMethod: null,
    description: null,
    metadata: {},
    providerOptions: {},
    returnUrl: null,
    capture: "automatic",
    callbackSecret: "0".repeat(32),
    timings: cpay.description.timings,
  };
}
