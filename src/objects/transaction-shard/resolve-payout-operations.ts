import type { Actor } from "../../domain/actor.ts";
import type { Payout } from "../../domain/payout/payout.ts";
import { type PayoutResolution, type PayoutResolveRefusal, resolvePayout } from "../../domain/payout/resolve-payout.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { commitPayout } from "./commit-payout.ts";
import { type PayoutView, readPayoutInShard } from "./payout-operations.ts";
import type { ShardContext } from "./shard-context.ts";

/** What came of a person's word about a payout; null: there is no such payout. */
export type ResolvePayoutResult =
  | { readonly kind: "resolved"; readonly view: PayoutView }
  | { readonly kind: "refused"; readonly refusal: PayoutResolveRefusal; readonly status: Payout["status"] };

/** Settles a payout by a person's word; the same word again changes nothing and is answered alike. */
export function resolvePayoutInShard(
  context: ShardContext,
  id: string,
  resolution: PayoutResolution,
  actor: Actor,
): ResolvePayoutResult | null {
  const now = context.clock();
  const view = readPayoutInShard(context, id);
  if (view === null) return null;
  const decision = resolvePayout(view.payout, resolution, now);
  if (decision.resolved) {
    commitPayout(context, decision.change, actor, now);
    return { kind: "resolved", view: readPayoutInShard(context, id) ?? view };
  }
  if (decision.refusal.why === "settled" && isRepeat(view, resolution)) return { kind: "resolved", view };
  return { kind: "refused", refusal: decision.refusal, status: view.payout.status };
}

/** Whether the last word of a person about it was this very one. */
function isRepeat({ audit }: PayoutView, { status, note }: PayoutResolution): boolean {
  const last = audit.findLast(({ event_type }) => event_type === "payout.resolved");
  const told = (last?.event_data ?? {}) as { [name: string]: JsonValue };
  return told.note === note && (told.to ?? null) === status;
}
