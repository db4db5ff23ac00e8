import type { Actor } from "../../domain/actor.ts";
import { ownReference } from "../../domain/inbox/event-subject.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import type { Transaction } from "../../domain/payment/transaction.ts";
import { maySpeakFor } from "../../domain/provider-account/account-id.ts";
import { LOOK_LEASE_MS } from "../../domain/pursuit.ts";
import { createLogger } from "../../lib/logger.ts";
import { maskFreeText } from "../../lib/redact.ts";
import type { RefundListOutcome } from "../../providers/provider.ts";
import type { Gateway } from "../gateway.ts";
import { createCallContext } from "../payments/call-context.ts";

/**
 * Asks the provider for all refunds of the payment that a kept event is about, where the event does not name one of them,
 * and has the list applied. A question needs no lease: asked twice, it has the same answer. Null: nothing has come of it.
 */
export async function lookUpRefunds(gateway: Gateway, item: InboxItem, actor: Actor): Promise<InboxItem | null> {
  const { subject } = item.event;
  const id = subject.kind === "refund" && subject.reported.providerRefundId === null ? ownReference(subject) : null;
  if (id === null) return null;
  const view = await gateway.callShard(id, (shard) => shard.read(id));
  if (view === null || !maySpeakFor(item.accountId, view.transaction.accountId)) return null;
  const askedAt = gateway.clock();
  const list = await ask(gateway, view.transaction, askedAt + LOOK_LEASE_MS);
  if (list.kind !== "listed") return null;
  const { refunds } = list;
  return gateway.callShard(item.id, (shard) => shard.applyListedRefunds(item.id, { refunds, askedAt }, actor));
}

async function ask(gateway: Gateway, transaction: Transaction, deadline: number): Promise<RefundListOutcome> {
  const { id, accountId, callbackSecret, pursuit } = transaction;
  const { account } = await gateway.accounts.find(accountId);
  if (account?.provider.listRefunds === undefined) return { kind: "unknown", reason: "not_listable" };
  const subject = { id, callbackSecret, attemptNumber: pursuit.attempts, sendBefore: deadline, deadline };
  try {
    const context = createCallContext(gateway, account, subject);
    return maskFreeText(await account.provider.listRefunds(transaction, context));
  } catch (error) {
    createLogger().error("provider.adapter_failed", { provider: transaction.provider, error });
    return { kind: "unknown", reason: "adapter_failed" };
  }
}
