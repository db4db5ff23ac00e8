import type { Actor } from "../../domain/actor.ts";
import type { InboxItem } from "../../domain/inbox/inbox-item.ts";
import type { Payout } from "../../domain/payout/payout.ts";
import type { PayoutChange } from "../../domain/payout/payout-change.ts";
import { isPayoutFinal } from "../../domain/payout/payout-states.ts";
import { renderPayout, toPayoutRow } from "../../domain/payout/render-payout.ts";
import { commitRecord } from "./commit-record.ts";
import type { ShardContext } from "./shard-context.ts";

/** The only writer of payouts, as `commitChange` is of payments. Payouts stay in their shard for good. */
export function commitPayout(
  context: ShardContext,
  change: PayoutChange,
  actor: Actor,
  now: number,
  inbox: readonly InboxItem[] = [],
): Payout {
  assertTimed(change.payout);
  const step = {
    record: change.payout,
    audit: change.audit,
    events: change.events.map((type) => ({ type, data: renderPayout })),
    save(payout: Payout) {
      context.payouts.savePayout(payout);
      context.timers.set("payout", payout.id, payout.pursuit.dueAt);
    },
    project: (payout: Payout) => ({ payouts: change.audit.length === 0 ? [] : [toPayoutRow(payout)] }),
  };
  return commitRecord(context, step, actor, now, inbox);
}

/** Nothing that is not final may be without a timer, or it would wait for ever. */
function assertTimed({ id, status, pursuit }: Payout): void {
  if (!isPayoutFinal(status) && pursuit.dueAt === null) throw new Error(`${id} would be left without a timer`);
}
