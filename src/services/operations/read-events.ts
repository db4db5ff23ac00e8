import type { GatewayEvent } from "../../domain/event/event.ts";
import { Problem } from "../../domain/problem.ts";
import { readEventFeed } from "../../storage/postgres/event-repository.ts";
import type { Gateway } from "../gateway.ts";
import { type Principal, visibleMerchant } from "../principal.ts";
import { type Page, readDatabase } from "../read-database.ts";

/** The feed of events the caller may see, oldest first, on from an event; `next_cursor` is the next `after`. */
export async function readEvents(
  gateway: Gateway,
  principal: Principal,
  after: string | null,
  limit: number,
): Promise<Page<GatewayEvent>> {
  const merchantId = visibleMerchant(principal);
  const feed = await readDatabase(() => readEventFeed(gateway.postgres, { merchantId, after, limit }));
  if (!feed.ok) {
    const message = "There is no such event.";
    throw new Problem("validation_failed", message, { errors: [{ path: "after", message }] });
  }
  return { data: feed.data, has_more: feed.has_more, next_cursor: feed.data.at(-1)?.id ?? after };
}
