import type { Clock } from "../../lib/clock.ts";
import type { Outbox } from "../shared/outbox.ts";
import type { Timers } from "../shared/timers.ts";
import type { Announcements } from "./announcements.ts";
import type { ArchiveStore } from "./archive-store.ts";
import type { DepositStore } from "./deposit-store.ts";
import type { PayoutStore } from "./payout-store.ts";
import type { ShardStore } from "./shard-store.ts";

/** What every operation of a shard works with. */
export interface ShardContext {
  readonly storage: DurableObjectStorage;
  readonly store: ShardStore;
  readonly archive: ArchiveStore;
  readonly deposits: DepositStore;
  readonly payouts: PayoutStore;
  readonly announcements: Announcements;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly clock: Clock;
}

/** Duties that a shard's timers stand for; a timer's `ref` is the id of the row. */
export type ShardDuty = "payment" | "refund" | "inbox" | "purge" | "archive" | "deposit" | "payout" | "sockets";
