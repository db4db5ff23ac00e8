import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isLeased,
  isSameStart,
  LOOK_LEASE_MS,
  nextLookKind,
  openAttempt,
  type ProviderTimings,
  pollBackoffMs,
  retryAfterSeconds,
  SEND_LEASE_MS,
  SEND_WITHIN_MS,
  startPursuit,
  unknownBackoffMs,
} from "../../../src/domain/pursuit.ts";
import { DAY, HOUR, MINUTE, SECOND, T0, TIMINGS } from "./support/builders.ts";

describe("the first attempt", () => {
  const pursuit = startPursuit("owner-1", T0, TIMINGS);

  it("may be sent for a part of its lease only, and the timer covers the death of whoever holds it", () => {
    expect(pursuit.attempt).toMatchObject({
      number: 1,
      kind: "send",
      sendBefore: T0 + 2 * SECOND,
      endsAt: T0 + 5 * SECOND,
    });
    expect(pursuit.dueAt).toBe(T0 + 5 * SECOND + TIMINGS.firstLookMs);
    expect(SEND_WITHIN_MS).toBeLessThan(SEND_LEASE_MS);
  });

  it("is leased to the very end of its time and not a moment longer", () => {
    expect(isLeased(pursuit, T0 + SEND_LEASE_MS - 1)).toBe(true);
    expect(isLeased(pursuit, T0 + SEND_LEASE_MS)).toBe(false);
    expect(isLeased({ ...pursuit, attempt: null }, T0)).toBe(false);
  });

  it("tells how long to wait in whole seconds, at least one", () => {
    expect([0, 1, 4_001, 4_999, 5_000, 9_000].map((after) => retryAfterSeconds(pursuit, T0 + after))).toEqual([
      5, 5, 1, 1, 1, 1,
    ]);
  });

  it("is recognised by the request that opened it, and by no other", () => {
    expect(isSameStart(pursuit, "owner-1")).toBe(true);
    expect(isSameStart(pursuit, "owner-2")).toBe(false);
    expect(isSameStart({ ...pursuit, attempt: null }, "owner-1")).toBe(false);
    const second = openAttempt(pursuit, "look", T0, TIMINGS);
    expect([isSameStart(second, "owner-1"), isSameStart(second, "")]).toEqual([false, false]);
  });
});

describe("further attempts", () => {
  const first = startPursuit("owner-1", T0, TIMINGS);

  it.each([
    ["send", LOOK_LEASE_MS],
    ["look", LOOK_LEASE_MS],
    ["cancel", SEND_LEASE_MS],
  ] as const)("to %s are numbered on, leased for %i ms and covered by a timer", (kind, leaseMs) => {
    const now = T0 + MINUTE;
    const next = openAttempt(first, kind, now, TIMINGS);
    expect(next.attempt).toMatchObject({ number: 2, kind, startedAt: now, endsAt: now + leaseMs });
    expect(next).toMatchObject({ attempts: 2, looks: 1, lastLookAt: now, dueAt: now + leaseMs + TIMINGS.firstLookMs });
    expect(next.firstSentAt).toBe(T0);
  });

  it("move the moment from which absence proves something only when they send", () => {
    const now = T0 + MINUTE;
    expect(openAttempt(first, "send", now, TIMINGS).lastSendEndsAt).toBe(now + LOOK_LEASE_MS);
    expect(openAttempt(first, "look", now, TIMINGS).lastSendEndsAt).toBe(first.lastSendEndsAt);
    expect(openAttempt(first, "cancel", now, TIMINGS).lastSendEndsAt).toBe(first.lastSendEndsAt);
  });
});

describe("waiting", () => {
  const unknownWaits = (timings: ProviderTimings) =>
    [0, 1, 2, 8, 9, 1_000].map((looks) => unknownBackoffMs(looks, timings));
  const openWaits = (timings: ProviderTimings) => [0, 1, 2, 6, 7, 1_000].map((looks) => pollBackoffMs(looks, timings));

  it("doubles from 2 s for unknown outcomes and from 15 s for open ones, up to 10 minutes", () => {
    expect(unknownWaits(TIMINGS)).toEqual([2_000, 4_000, 8_000, 512_000, 600_000, 600_000]);
    expect(openWaits(TIMINGS)).toEqual([15_000, 30_000, 60_000, 600_000, 600_000, 600_000]);
  });

  it("doubles from the provider's first look where that is later", () => {
    const slow = { ...TIMINGS, firstLookMs: 15 * SECOND };
    expect(unknownWaits(slow)).toEqual([15_000, 30_000, 60_000, 600_000, 600_000, 600_000]);
    expect(openWaits(slow)).toEqual([15_000, 30_000, 60_000, 600_000, 600_000, 600_000]);
  });
});

describe("how an outcome is looked for", () => {
  const unknown = startPursuit("owner-1", T0, TIMINGS);
  const acknowledged = { ...unknown, acknowledged: true };

  it("by sending again under the same key while it lives for all that the attempt may still cause, then by asking", () => {
    const lastMoment = T0 + TIMINGS.keyLifetimeMs - LOOK_LEASE_MS - TIMINGS.settlingMs;
    expect(nextLookKind(unknown, T0 + HOUR, TIMINGS)).toBe("send");
    expect(nextLookKind(unknown, lastMoment - 1, TIMINGS)).toBe("send");
    expect(nextLookKind(unknown, lastMoment, TIMINGS)).toBe("look");
    expect(nextLookKind(unknown, T0 + 2 * DAY, TIMINGS)).toBe("look");
  });

  it("never by sending once the provider has acknowledged, or when it has no keys", () => {
    fc.assert(
      fc.property(fc.nat(40 * DAY), (after) => {
        expect(nextLookKind(acknowledged, T0 + after, TIMINGS)).toBe("look");
        expect(nextLookKind(unknown, T0 + after, { ...TIMINGS, keyLifetimeMs: 0 })).toBe("look");
      }),
    );
  });
});
