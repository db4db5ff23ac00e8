import { describe, expect, it } from "vitest";
import { type DayBooks, findUnbooked, reconcileDay } from "../../../src/domain/report/reconcile-day.ts";
import type { BookedEntry, SettledEntry } from "../../../src/domain/report/settlement.ts";

const HOUR_MS = 3_600_000;
const MIDNIGHT = Date.parse("2026-01-31T00:00:00Z");
const day = { from: MIDNIGHT, to: MIDNIGHT + 24 * HOUR_MS };
const NOON = MIDNIGHT + 12 * HOUR_MS;

const booked = (given: Partial<BookedEntry> = {}): BookedEntry => ({
  kind: "payment",
  id: "ours-1",
  providerIds: ["pi_1"],
  amountMinor: 1_000,
  currency: "KES",
  status: "completed",
  isSettled: true,
  createdAt: NOON - 1_000,
  settledAt: NOON,
  ...given,
});
const settled = (given: Partial<SettledEntry> = {}): SettledEntry => ({
  kind: "payment",
  providerIds: ["pi_1", "ch_1"],
  paymentIds: [],
  reference: "ours-1",
  amountMinor: 1_000,
  currency: "KES",
  status: "settled",
  at: NOON,
  ...given,
});
const compare = (ours: readonly BookedEntry[], theirs: readonly SettledEntry[], given: Partial<DayBooks> = {}) =>
  reconcileDay({
    day,
    booked: ours,
    settled: theirs,
    listedSince: MIDNIGHT - 24 * HOUR_MS,
    isWholeAccount: true,
    ...given,
  });
const typesOf = (...parameters: Parameters<typeof compare>) =>
  compare(...parameters).differences.map(({ type, kind }) => `${type} ${kind}`);

describe("reconcileDay", () => {
  it("finds nothing where both sides say the same, by our id or by any of the provider's", () => {
    expect(compare([booked()], [settled()])).toEqual({
      differences: [],
      theirs: [{ kind: "payment", currency: "KES", count: 1, amount_minor: 1_000 }],
      compared: 1,
      notCompared: 0,
    });
    expect(typesOf([booked()], [settled({ reference: null })])).toEqual([]);
    expect(typesOf([booked({ providerIds: ["cs_1", "ch_1"] })], [settled({ reference: "another" })])).toEqual([]);
  });

  it.each<[string, BookedEntry[], SettledEntry[], string[]]>([
    ["ours that they do not have", [booked()], [], ["missing_at_provider payment"]],
    ["theirs that we do not have", [], [settled()], ["unknown_to_us payment"]],
    ["another amount", [booked()], [settled({ amountMinor: 999 })], ["amount_differs payment"]],
    ["another currency", [booked()], [settled({ currency: "USD" })], ["amount_differs payment"]],
    ["a part of a minor unit", [booked()], [settled({ amountMinor: 1_000.5 })], ["amount_differs payment"]],
    ["paid here, open there", [booked()], [settled({ status: "open" })], ["status_differs payment"]],
    ["paid here, failed there", [booked()], [settled({ status: "failed" })], ["status_differs payment"]],
    [
      "paid there, open here",
      [booked({ isSettled: false, settledAt: null, status: "processing" })],
      [settled()],
      ["status_differs payment"],
    ],
    [
      "a refund by the id of a payment",
      [booked({ kind: "refund" })],
      [settled()],
      ["missing_at_provider refund", "unknown_to_us payment"],
    ],
  ])("tells of %s", (_, ours, theirs, differences) => {
    expect(typesOf(ours, theirs)).toEqual(differences);
  });

  it("does not ask for what failed or is open on both sides", () => {
    expect(typesOf([booked({ isSettled: false, settledAt: null })], [settled({ status: "open" })])).toEqual([]);
    expect(typesOf([], [settled({ status: "failed" }), settled({ status: "open" })])).toEqual([]);
  });

  it("takes what one side counts a moment before midnight and the other after it for the same", () => {
    const late = booked({ settledAt: day.to + 1_000 });
    expect(compare([late], [settled({ at: day.to - 1_000 })])).toMatchObject({ differences: [], compared: 0 });
    expect(compare([late], [settled({ at: day.to - 1_000 })]).theirs).toMatchObject([{ count: 1 }]);
    const early = booked({ settledAt: day.from });
    expect(compare([early], [settled({ at: day.from - 1_000 })])).toMatchObject({ differences: [], theirs: [] });
  });

  it("holds nothing against a list that does not reach back to when a payment was made", () => {
    const old = booked({ createdAt: MIDNIGHT - 25 * HOUR_MS });
    expect(compare([old], [])).toMatchObject({ differences: [], compared: 0, notCompared: 1 });
    expect(compare([old], [settled()])).toMatchObject({ compared: 1, notCompared: 0 });
    const cut = { listedSince: Number.POSITIVE_INFINITY };
    expect(compare([booked()], [], cut)).toMatchObject({ differences: [], notCompared: 1 });
    expect(typesOf([booked()], [settled({ amountMinor: 1 })], cut)).toEqual(["amount_differs payment"]);
  });

  it("shows of a shared account only what is the reader's own", () => {
    const others = settled({ reference: "theirs", providerIds: ["pi_2"], amountMinor: 5 });
    const { differences, theirs } = compare([booked()], [settled(), others], { isWholeAccount: false });
    expect(differences).toEqual([]);
    expect(theirs).toEqual([{ kind: "payment", currency: "KES", count: 1, amount_minor: 1_000 }]);
  });

  it("shows of a shared account a refund that is known to nobody, if its payment is the reader's", () => {
    const strange = { kind: "refund" as const, reference: null, providerIds: ["re_9"], amountMinor: 5 };
    const refunds = [settled({ ...strange, paymentIds: ["pi_1"] }), settled({ ...strange, paymentIds: ["pi_2"] })];
    const { differences, theirs } = compare([booked()], [settled(), ...refunds], { isWholeAccount: false });
    expect(differences).toEqual([{ type: "unknown_to_us", kind: "refund", booked: null, settled: refunds[0] }]);
    expect(theirs.at(-1)).toEqual({ kind: "refund", currency: "KES", count: 1, amount_minor: 5 });
  });

  it("adds up by kind and currency", () => {
    const theirs = [
      settled({ kind: "refund", amountMinor: 7 }),
      settled({ currency: "USD", amountMinor: 3 }),
      settled(),
      settled({ amountMinor: 2_000 }),
      settled({ at: day.to }),
    ];
    expect(compare([], theirs).theirs).toEqual([
      { kind: "payment", currency: "KES", count: 2, amount_minor: 3_000 },
      { kind: "payment", currency: "USD", count: 1, amount_minor: 3 },
      { kind: "refund", currency: "KES", count: 1, amount_minor: 7 },
    ]);
  });
});

describe("findUnbooked", () => {
  it("gives what names nothing among ours", () => {
    const unknown = settled({ reference: null, providerIds: ["pi_9"] });
    expect(findUnbooked([settled(), unknown], [booked()])).toEqual([unknown]);
  });
});
