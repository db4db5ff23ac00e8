import { beforeEach, expect, it } from "vitest";
import type { Logger } from "../../../src/lib/logger.ts";
import { type Delivery, drainDestination } from "../../../src/objects/shared/drain.ts";
import { createOutbox, FLUSH_SAFETY_MS, type Outbox } from "../../../src/objects/shared/outbox.ts";
import {
  OUTBOX_EVENT_DESTINATIONS,
  OUTBOX_IN_ONE_TREE,
  OUTBOX_SCHEMA,
} from "../../../src/objects/shared/outbox-schema.ts";
import { migrateObject } from "../../../src/objects/shared/sql-migrations.ts";
import { createTestStorage, type TestStorage } from "./support/object-storage.ts";

const NOW = 1_000_000;
let test: TestStorage;
let outbox: Outbox;
let logged: string[];

/** Takes rows, but for those a test calls bad; `isAway` lets every call fail. */
function deliveryTo(taken: number[], options: { isAway?: boolean; bad?: readonly number[] } = {}): Delivery {
  return {
    async send(rows) {
      if (options.isAway) throw new Error("away");
      if (rows.some(({ position }) => options.bad?.includes(position))) throw new Error("bad");
      taken.push(...rows.map(({ position }) => position));
    },
    classify: (error) => ({ kind: String(error).includes("bad") ? "rows" : "later", summary: String(error) }),
  };
}

function drain(name: "postgres" | "channels" | "webhooks", delivery: Delivery): Promise<void> {
  const log = (event: string) => logged.push(event);
  const logger = { info: log, warn: log, error: log } as unknown as Logger;
  return drainDestination(outbox.to(name), { ...delivery, clock: () => NOW, logger });
}

beforeEach(() => {
  test = createTestStorage();
  logged = [];
  migrateObject(test.storage, [OUTBOX_SCHEMA, OUTBOX_IN_ONE_TREE, OUTBOX_EVENT_DESTINATIONS]);
  outbox = createOutbox(test.storage);
  for (let row = 0; row < 5; row += 1) outbox.append("chain", row + 1, {}, NOW);
});

it("one destination that is away holds up no other", async () => {
  const [channels, postgres]: [number[], number[]] = [[], []];
  await drain("channels", deliveryTo(channels, { isAway: true }));
  await drain("postgres", deliveryTo(postgres));
  expect([channels, postgres]).toEqual([[], [1, 2, 3, 4, 5]]);
  expect(outbox.to("channels").state()).toMatchObject({ nextAt: NOW + 500, failures: 1 });
  expect(outbox.to("postgres").state()).toMatchObject({ nextAt: NOW + FLUSH_SAFETY_MS, failures: 0 });
  await drain("channels", deliveryTo(channels));
  expect(channels).toEqual([1, 2, 3, 4, 5]);
  expect(outbox.to("channels").state().failures).toBe(0);
});

it("a destination that stays away is asked less and less often, but at least every ten seconds", async () => {
  const delays: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    await drain("webhooks", deliveryTo([], { isAway: true }));
    delays.push((outbox.to("webhooks").state().nextAt ?? 0) - NOW);
  }
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

it("rows a destination can never take are set aside for it alone, and the rest arrives in order", async () => {
  const [postgres, channels]: [number[], number[]] = [[], []];
  await drain("postgres", deliveryTo(postgres, { bad: [2, 5] }));
  await drain("channels", deliveryTo(channels));
  expect(postgres).toEqual([1, 3, 4]);
  expect(channels).toEqual([1, 2, 3, 4, 5]);
  expect([...test.storage.sql.exec("SELECT destination, position FROM parked ORDER BY position")]).toEqual([
    { destination: "postgres", position: 2 },
    { destination: "postgres", position: 5 },
  ]);
  expect(logged).toEqual(["outbox.parked", "outbox.parked"]);
});
