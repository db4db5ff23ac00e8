import type { Actor } from "../../domain/actor.ts";
import type { RefundId, TransactionId } from "../../domain/identifiers.ts";
import {
  type RefundResolution,
  type Resolution,
  type ResolveDecision,
  type ResolveRefusal,
  resolvePayment,
  resolveRefund,
} from "../../domain/payment/resolve-payment.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { commitChange } from "./commit-change.ts";
import { type PaymentView, readPayment } from "./read-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** What a person wants settled: the payment, or one of its refunds. */
export type ResolveOrder =
  | { readonly kind: "payment"; readonly resolution: Resolution }
  | { readonly kind: "refund"; readonly refundId: RefundId; readonly resolution: RefundResolution };

/** What came of it; null: there is no such payment or refund. */
export type ResolveResult =
  | { readonly kind: "resolved"; readonly view: PaymentView }
  | { readonly kind: "refused"; readonly refusal: ResolveRefusal; readonly status: string };

/** Settles a payment or refund by a person's word; the same word again changes nothing and is answered alike. */
export function resolveInShard(
  context: ShardContext,
  id: TransactionId,
  order: ResolveOrder,
  actor: Actor,
): ResolveResult | null {
  const now = context.clock();
  const view = readPayment(context, id);
  if (view === null) return null;
  const decision = decide(context, view, order, now);
  if (decision === null) return null;
  if (decision.resolved) {
    commitChange(context, decision.change, actor, now);
    return { kind: "resolved", view: readPayment(context, id) ?? view };
  }
  if (decision.refusal.why === "settled" && isRepeat(view, order)) return { kind: "resolved", view };
  return { kind: "refused", refusal: decision.refusal, status: view.transaction.status };
}

function decide(
  context: ShardContext,
  { transaction, refunds }: PaymentView,
  order: ResolveOrder,
  now: number,
): ResolveDecision | null {
  if (order.kind === "refund") {
    const refund = refunds.find(({ id }) => id === order.refundId);
    return refund === undefined ? null : resolveRefund(transaction, refunds, refund, order.resolution, now);
  }
  const { providerTransactionId: handle } = order.resolution;
  const owner = handle === null ? null : context.store.findHandleOwner(transaction.accountId, handle);
  if (owner !== null && owner !== transaction.id) return { resolved: false, refusal: { why: "other_handle" } };
  return resolvePayment(transaction, order.resolution, now);
}

/** Whether the last word of a person about it was this very one. */
function isRepeat({ audit }: PaymentView, order: ResolveOrder): boolean {
  const last = audit.findLast(({ event_type }) => event_type === `${order.kind}.resolved`);
  const { to = null, note, refund_id = null } = (last?.event_data ?? {}) as { [name: string]: JsonValue };
  const refundId = order.kind === "refund" ? order.refundId : null;
  return note === order.resolution.note && to === order.resolution.status && refund_id === refundId;
}
