import fc from "fast-check";
import { isFinal } from "../../../../src/domain/payment/state-machine.ts";
import { DAY, HOUR, MINUTE, SECOND, TIMINGS } from "./builders.ts";
import type { Profile } from "./model-provider.ts";
import type { Fate, World } from "./world.ts";

/** One thing that happens; `run` does it to a world, `text` is what a failing history prints. */
export interface Step {
  readonly text: string;
  run(world: World): void;
  [fc.toStringMethod](): string;
}

const index = fc.nat(5);
const fate = fc.constantFrom<Fate>("answered", "answered", "answer_lost", "never_arrived", "delayed");
const trigger = fc.constantFrom("timer" as const, "timer" as const, "manual" as const);

/** Pauses as they happen: within a lease, between looks, past expiry and key lifetimes. A clock may also step back. */
const pause = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 * SECOND }) },
  { weight: 3, arbitrary: fc.integer({ min: SECOND, max: 20 * MINUTE }) },
  { weight: 2, arbitrary: fc.constantFrom(HOUR, 23 * HOUR, DAY - 40 * SECOND, DAY, 3 * DAY, 8 * DAY) },
);

function step(text: string, run: (world: World) => void): Step {
  return { text, run, [fc.toStringMethod]: () => text };
}

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: pause.map((ms) => step(`wait ${ms} ms`, (world) => world.advance(ms))) },
  {
    weight: 3,
    arbitrary: trigger.map((by) =>
      step(`look (${by})`, (world) => {
        if (by === "timer") world.advance(Math.max(0, (world.transaction.pursuit.dueAt ?? 0) - world.now));
        world.look(by);
      }),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(index, fate).map(([at, how]) => step(`act ${at} ${how}`, (world) => world.act(at, how))),
  },
  { weight: 6, arbitrary: index.map((at) => step(`settle ${at}`, (world) => world.settle(at))) },
  {
    weight: 3,
    arbitrary: fate.map((how) => step(`act and settle the newest, ${how}`, (world) => actNewest(world, how))),
  },
  { weight: 1, arbitrary: fc.constant(step("cancel", (world) => world.cancel())) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom("completed" as const, "completed" as const, "failed" as const, "cancelled" as const)
      .map((status) => step(`customer: ${status}`, (world) => world.provider.decide(status))),
  },
  { weight: 3, arbitrary: index.map((at) => step(`mail ${at}`, (world) => world.deliver(world.provider.mail[at]))) },
  {
    weight: 1,
    arbitrary: index.map((at) =>
      step(`mail ${at} of a foreign account`, (world) => {
        const before = world.transaction;
        world.deliver(world.provider.mail[at], "other");
        if (world.transaction !== before) throw new Error("another account has touched the payment");
      }),
    ),
  },
  { weight: 1, arbitrary: lies() },
  {
    weight: 3,
    arbitrary: fc
      .option(fc.constantFrom(1, 10_000, 40_000, 60_000, 100_000), { nil: null })
      .map((amount) => step(`refund ${amount ?? "the rest"}`, (world) => world.refund(amount))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(index, trigger).map(([at, by]) => step(`look at refund ${at}`, (w) => w.lookAtRefund(at, by))),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(index, fc.constantFrom("completed" as const, "failed" as const))
      .map(([at, status]) => step(`bank: refund ${at} ${status}`, (world) => world.provider.decideRefund(at, status))),
  },
);

/** Statements that contradict what is recorded; whatever they say, nothing may come of them but a review. */
function lies(): fc.Arbitrary<Step> {
  const changes = [{ amountMinor: 1 }, { currency: "USD" }, { reference: "other" }, { amountMinor: 100_001 }];
  const status = fc.constantFrom("completed" as const, "failed" as const, "cancelled" as const);
  return fc.tuple(fc.constantFrom(...changes), status).map(([change, told]) =>
    step(`lie ${JSON.stringify(change)} ${told}`, (world) => {
      const before = world.transaction.status;
      world.lie(change, told);
      const after = world.transaction.status;
      if (after !== before && after !== "processing")
        throw new Error(`a lie moved the payment from ${before} to ${after}`);
    }),
  );
}

function actNewest(world: World, how: Fate): void {
  world.act(world.calls.length - 1, how);
  world.settle(world.calls.length - 1);
}

/** Providers as they come: with and without keys, cancellation, presumption of death and ways to find things. */
export const anyProfile: fc.Arbitrary<Profile> = fc.record({
  timings: fc.record({
    firstLookMs: fc.constantFrom(2 * SECOND, 15 * SECOND),
    settlingMs: fc.constantFrom(MINUTE, 5 * MINUTE),
    keyLifetimeMs: fc.constantFrom(0, HOUR, DAY, 30 * DAY),
    presumedDeadMs: fc.constantFrom(null, 2 * HOUR),
    settlementWindowMs: fc.constant(TIMINGS.settlementWindowMs),
    checkoutLifetimeMs: fc.constantFrom(HOUR, DAY),
  }),
  paymentScript: fc.constantFrom("pending", "pending", "authorized", "completed", "completed", "failed", "refused"),
  refundScript: fc.constantFrom("pending", "completed", "failed", "refused"),
  canCancel: fc.boolean(),
  sendsMail: fc.boolean(),
  findsRefunds: fc.boolean(),
});

/** A history of up to forty things that happen. */
export const anyHistory: fc.Arbitrary<readonly Step[]> = fc.array(anyStep, {
  minLength: 5,
  maxLength: 40,
  size: "max",
});

/** Wakes that the end of a history may take: a fortnight of looks every ten minutes. */
const MAX_WAKES = 2_500;

/** From here on the network is perfect, the provider repeats its mail, and the gateway is woken whenever it asks to be. */
export function comeToRest(world: World): void {
  world.advance(10 * MINUTE);
  world.deliverRest();
  for (let wakes = 0; wakes < MAX_WAKES; wakes += 1) {
    const { dueAt } = world.transaction.pursuit;
    const waiting = world.refunds.findIndex(({ pursuit }) => pursuit.dueAt !== null);
    const refundDueAt = world.refunds[waiting]?.pursuit.dueAt ?? null;
    const isResting = isFinal(world.transaction.status) && dueAt === null;
    if (isResting && (refundDueAt === null || wakes > 100)) return;
    const next = Math.min(dueAt ?? Number.POSITIVE_INFINITY, refundDueAt ?? Number.POSITIVE_INFINITY);
    world.advance(Math.max(0, next - world.now));
    const before = world.calls.length;
    if (next === dueAt) world.look("timer");
    else for (const at of world.refunds.keys()) world.lookAtRefund(at, "timer");
    for (let at = before; at < world.calls.length; at += 1) {
      world.act(at, "answered");
      world.settle(at);
    }
    world.deliverRest();
  }
}
