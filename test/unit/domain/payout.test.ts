import { describe, expect, it } from "vitest";
import { applyPayoutEvent } from "../../../src/domain/payout/apply-payout-event.ts";
import { claimPayoutLook } from "../../../src/domain/payout/claim-payout-look.ts";
import { PAYOUT_STATUSES, type Payout, type PayoutStatus } from "../../../src/domain/payout/payout.ts";
import { movePayout } from "../../../src/domain/payout/payout-change.ts";
import { MAX_LATE_LOOKS } from "../../../src/domain/payout/payout-schedule.ts";
import { canMovePayout, isPayoutFinal } from "../../../src/domain/payout/payout-states.ts";
import { renderPayout, toPayoutRow } from "../../../src/domain/payout/render-payout.ts";
import { resolvePayout } from "../../../src/domain/payout/resolve-payout.ts";
import { settlePayout } from "../../../src/domain/payout/settle-payout.ts";
import { LOOK_LEASE_MS, SEND_LEASE_MS, SLOW_LOOK_MS } from "../../../src/domain/pursuit.ts";
import { DAY, HOUR, MINUTE, SECOND, T0, TIMINGS } from "./support/builders.ts";
import { begunPayout, payoutEvent, payoutHint, payoutIn, payoutReport } from "./support/payout-builders.ts";

/** Every pair of states, written down by hand: from, to, allowed. */
const TABLE = `
  pending    pending    no
  pending    processing yes
  pending    completed  yes
  pending    failed     yes
  processing pending    no
  processing processing no
  processing completed  yes
  processing failed     yes
  completed  pending    no
  completed  processing no
  completed  completed  no
  completed  failed     no
  failed     pending    no
  failed     processing no
  failed     completed  yes
  failed     failed     no`;
const EDGES = TABLE.trim()
  .split("\n")
  .map((row) => row.trim().split(/\s+/) as [PayoutStatus, PayoutStatus, "yes" | "no"]);

const UNKNOWN = { kind: "unknown", reason: "timeout", exchange: null } as const;
const ASKED = { kind: "unknown", reason: "asked", exchange: null } as const;
const ABSENT = { kind: "absent", exchange: null } as const;
const answered = (...given: Parameters<typeof payoutReport>) => ({ ...payoutReport(...given), exchange: null });

/** The payout with a look at its outcome open. */
function looking(payout: Payout, now: number, trigger: "timer" | "manual" | "hint" = "timer"): Payout {
  const [change, claim] = claimPayoutLook(payout, trigger, now);
  if (!claim.granted) throw new Error(`not granted: ${claim.why}`);
  return change.payout;
}

/** The same with its answer: what is heard of the attempt that is open. */
function hearing(payout: Payout, heard: Parameters<typeof settlePayout>[2], now: number) {
  return settlePayout(payout, payout.pursuit.attempt?.number ?? 0, heard, now);
}

describe("the states of a payout", () => {
  it("are all in the table", () => {
    expect(EDGES).toHaveLength(PAYOUT_STATUSES.length ** 2);
  });

  it.each(EDGES)("%s to %s: %s", (from, to, allowed) => {
    expect(canMovePayout(from, to)).toBe(allowed === "yes");
    if (to === "pending") return;
    const move = () => movePayout(payoutIn(from), to, T0);
    if (allowed === "no") expect(move).toThrow("no edge");
    else expect(move()).toMatchObject({ payout: { status: to }, events: [`payout.${to}`] });
  });

  it("that are final need no timer, all others have one", () => {
    for (const [from, to, allowed] of EDGES) {
      if (allowed === "no" || to === "pending") continue;
      const { payout } = movePayout(payoutIn(from, { pursuit: begunPayout().pursuit }), to, T0);
      expect(payout.pursuit.dueAt === null, `${from} ${to}`).toBe(isPayoutFinal(to));
    }
  });
});

describe("beginning a payout", () => {
  it("records whom it goes to and what for, with the permission to send", () => {
    const payout = begunPayout();
    expect(payout).toMatchObject({ status: "pending", amountMinor: 50_000, eventCount: 0 });
    expect(payout.pursuit.attempt).toMatchObject({ kind: "send", number: 1 });
    expect(payout.pursuit.dueAt).toBeGreaterThan(T0 + SEND_LEASE_MS);
  });

  it("is shown without secrets, in full in both shapes", () => {
    const shown = renderPayout(payoutIn("completed", { completedAt: T0 + SECOND }));
    expect(shown).toMatchObject({ amount: 500, amount_minor: 50_000, recipient: { phone: "+254700000000" } });
    expect(JSON.stringify([shown, toPayoutRow(begunPayout())])).not.toContain("0".repeat(32));
  });
});

describe("what a provider answers to a payout", () => {
  it.each([
    ["completed", "completed"],
    ["failed", "failed"],
    ["pending", "processing"],
  ] as const)("%s makes it %s, with one entry and one event", (said, status) => {
    const change = hearing(begunPayout(), answered(said), T0 + SECOND);
    expect(change.payout).toMatchObject({ status, providerTransactionId: "AG_1" });
    expect(change.audit.map(({ type }) => type)).toEqual([`payout.${status}`]);
    expect(change.events).toEqual([`payout.${status}`]);
  });

  it("keeps the provider's reason of a failure, and has one where it gave none", () => {
    const failure = { code: "insufficient_funds", message: "The account is empty." };
    expect(hearing(begunPayout(), answered("failed", { failure }), T0).payout.failure).toEqual(failure);
    expect(hearing(begunPayout(), answered("failed"), T0).payout.failure?.code).toBe("payout_failed");
  });

  it.each([
    ["currency_mismatch", { currency: "UGX" }],
    ["amount_mismatch", { amountMinor: 50_001 }],
    ["provider_id_mismatch", { providerTransactionId: "AG_2" }],
    ["receipt_mismatch", { receipt: "OTHER" }],
  ])("is held for a person at a %s, and never sent again", (reason, differing) => {
    const known = { providerTransactionId: "AG_1", providerReceipt: "SG632NMUAB" };
    const { payout } = hearing({ ...begunPayout(), ...known }, answered("completed", differing), T0);
    expect(payout).toMatchObject({ status: "processing", review: { reason } });
    const later = looking(payout, T0 + SLOW_LOOK_MS);
    expect(later.pursuit.attempt?.kind).toBe("look");
  });

  it("counts a success whatever attempt is open, a failure only from the current one", () => {
    const again = looking(hearing(begunPayout(), UNKNOWN, T0 + 6 * SECOND).payout, T0 + MINUTE);
    expect(settlePayout(again, 1, answered("failed"), T0 + MINUTE).payout.status).toBe("processing");
    expect(settlePayout(again, 1, answered("completed"), T0 + MINUTE).payout.status).toBe("completed");
  });

  it("a confirmed success wins over a failure, and nothing wins over a success", () => {
    const late = applyPayoutEvent(payoutIn("failed"), payoutEvent(payoutReport("completed")), "platform:mpesa", T0);
    expect(late.change).toMatchObject({ payout: { status: "completed", failure: null }, events: ["payout.completed"] });
    expect(late.change.audit.at(-1)?.type).toBe("payout.late_success");
    const event = payoutEvent(payoutReport("failed"));
    const after = applyPayoutEvent(payoutIn("completed"), event, "platform:mpesa", T0);
    expect(after.change).toMatchObject({ payout: { status: "completed" }, events: [] });
  });
});

describe("a payout nobody has told of", () => {
  it("is processing, and sent again only under a provider's key that lives", () => {
    const { payout } = hearing(begunPayout(), UNKNOWN, T0 + 5 * SECOND);
    expect(payout.status).toBe("processing");
    expect(looking(payout, T0 + HOUR).pursuit.attempt?.kind).toBe("send");
    expect(looking(payout, T0 + DAY).pursuit.attempt?.kind).toBe("look");
    const keyless = { ...payout, timings: { ...TIMINGS, keyLifetimeMs: 0 } };
    expect(looking(keyless, T0 + MINUTE).pursuit.attempt?.kind).toBe("look");
  });

  it("that certainly never left may be sent, key or not", () => {
    const keyless = begunPayout({ timings: { ...TIMINGS, keyLifetimeMs: 0 } });
    const unsent = { kind: "not_sent", reason: "no_access_token", exchange: null } as const;
    const { payout } = hearing(keyless, unsent, T0 + SECOND);
    const again = looking(payout, T0 + MINUTE);
    expect(again.pursuit.attempt?.kind).toBe("send");
    const later = { ...again, timings: { ...again.timings, presumedDeadMs: HOUR } };
    expect(hearing(later, unsent, T0 + DAY).payout.review).toBeNull();
  });

  it("that is refused when it is sent again is not failed by that: nobody knows of the first time", () => {
    const refused = answered("failed", { providerTransactionId: null, receipt: null });
    const again = looking(hearing(begunPayout(), UNKNOWN, T0 + 5 * SECOND).payout, T0 + MINUTE);
    const { payout } = hearing(again, refused, T0 + MINUTE);
    expect(payout).toMatchObject({ status: "processing", review: { reason: "refused_when_sent_again" } });
    expect(payout.pursuit.dueAt).toBeLessThan(T0 + HOUR);
    const asked = looking(payout, T0 + HOUR);
    expect(asked.pursuit.attempt?.kind).toBe("look");
    expect(hearing(asked, refused, T0 + HOUR).payout).toMatchObject({ status: "failed", review: null });
    const late = hearing(again, UNKNOWN, T0 + MINUTE).payout;
    expect(settlePayout(late, 1, refused, T0 + HOUR).payout.status).toBe("processing");
    expect(hearing(begunPayout(), refused, T0).payout.status).toBe("failed");
  });

  it("of which its Worker died is processing once its lease is over", () => {
    const [change] = claimPayoutLook(begunPayout(), "timer", T0 + MINUTE);
    expect(change).toMatchObject({ payout: { status: "processing" }, events: ["payout.processing"] });
  });

  it("is failed by absence only when the question came after everything had settled", () => {
    const waiting = hearing(
      begunPayout({ timings: { ...TIMINGS, keyLifetimeMs: 0 } }),
      UNKNOWN,
      T0 + 5 * SECOND,
    ).payout;
    const early = looking(waiting, T0 + 8 * SECOND);
    expect(hearing(early, ABSENT, T0 + HOUR).payout.status).toBe("processing");
    const late = looking(waiting, T0 + SEND_LEASE_MS + TIMINGS.settlingMs);
    expect(hearing(late, ABSENT, T0 + HOUR).payout.failure?.code).toBe("not_found_at_provider");
  });

  it("is not sent again after it has been called failed, though the key lives", () => {
    const waiting = hearing(begunPayout(), UNKNOWN, T0 + 5 * SECOND).payout;
    const { payout } = hearing(looking(waiting, T0 + HOUR, "hint"), ABSENT, T0 + HOUR);
    expect(payout.status).toBe("failed");
    const { change } = applyPayoutEvent(payout, payoutHint("SG632NMUAB"), payout.accountId, T0 + HOUR);
    expect(looking(change.payout, T0 + 2 * HOUR).pursuit.attempt?.kind).toBe("look");
  });

  it("is never failed by absence once the provider has taken it", () => {
    const asked = looking(payoutIn("processing"), T0 + HOUR);
    expect(hearing(asked, ABSENT, T0 + HOUR).payout.status).toBe("processing");
  });

  it("goes to a person when its time is over, and is not called failed: the money may have left", () => {
    const timings = { ...TIMINGS, keyLifetimeMs: 0, presumedDeadMs: HOUR };
    const waiting = hearing(begunPayout({ timings }), UNKNOWN, T0 + 5 * SECOND).payout;
    const change = hearing(looking(waiting, T0 + 2 * HOUR), UNKNOWN, T0 + 2 * HOUR);
    expect(change.payout).toMatchObject({ status: "processing", review: { reason: "outcome_unknown" } });
    expect(change.payout.pursuit.dueAt).toBe(T0 + 2 * HOUR + SLOW_LOOK_MS);
    const told = applyPayoutEvent(change.payout, payoutEvent(payoutReport("completed")), "platform:mpesa", T0 + DAY);
    expect(told.change.payout).toMatchObject({ status: "completed", review: null });
  });
});

describe("events about a payout", () => {
  const judge = (payout: Payout, event = payoutEvent(payoutReport("completed")), account = payout.accountId) =>
    applyPayoutEvent(payout, event, account, T0 + SECOND);

  it("from another account are held and leave no trace", () => {
    const verdict = judge(payoutIn("processing"), payoutEvent(payoutReport("completed")), "account-2");
    expect(verdict).toMatchObject({ status: "held", reason: "account_mismatch", change: { audit: [], events: [] } });
  });

  it("complete it with its receipt, once", () => {
    const first = judge(payoutIn("processing"));
    expect(first).toMatchObject({ status: "applied", change: { payout: { providerReceipt: "SG632NMUAB" } } });
    expect(first.change.audit.map(({ type }) => type)).toEqual(["webhook.received", "payout.completed"]);
    expect(judge(first.change.payout)).toMatchObject({ status: "ignored", change: { events: [] } });
  });

  it("may fail it while a question is open, but not while it is being sent", () => {
    const failed = payoutEvent(payoutReport("failed"));
    const asked = looking(payoutIn("processing"), T0 + MINUTE);
    expect(applyPayoutEvent(asked, failed, asked.accountId, T0 + MINUTE).change.payout.status).toBe("failed");
    expect(judge(begunPayout(), failed).change.payout.status).toBe("pending");
  });

  it("of another kind or with another payout's id are held", () => {
    const none = { id: "e", type: "x", subject: { kind: "none" } } as const;
    expect(judge(payoutIn("processing"), none)).toMatchObject({ status: "held", reason: "payment_event_for_payout" });
    const taken = applyPayoutEvent(
      payoutIn("processing"),
      payoutEvent(payoutReport("completed")),
      "platform:mpesa",
      T0,
      true,
    );
    expect(taken).toMatchObject({ status: "held", change: { payout: { status: "processing" } } });
  });
});

describe("a person's word about a payout", () => {
  const NOTE = "Seen on the statement.";
  const stuck = () => payoutIn("processing", { review: { reason: "outcome_unknown" } });
  const resolve = (payout: Payout, status: "completed" | "failed" | null) =>
    resolvePayout(payout, { status, note: NOTE }, T0 + DAY);

  it.each(["completed", "failed"] as const)("settles what is under review as %s", (status) => {
    const decision = resolve(stuck(), status);
    expect(decision).toMatchObject({
      resolved: true,
      change: { payout: { status, review: null, pursuit: { dueAt: null } }, events: [`payout.${status}`] },
    });
    const types = decision.resolved ? decision.change.audit.map(({ type }) => type) : [];
    expect(types).toEqual(["payout.resolved", `payout.${status}`]);
  });

  it("may end the review alone", () => {
    const decision = resolve(stuck(), null);
    expect(decision).toMatchObject({ change: { payout: { status: "processing", review: null }, events: [] } });
    expect(decision.resolved && decision.change.payout.pursuit.dueAt).not.toBeNull();
  });

  it("is refused where there is nothing to settle, no edge, or somebody asking", () => {
    expect(resolve(payoutIn("completed"), "failed")).toMatchObject({ refusal: { why: "settled" } });
    const held = payoutIn("completed", { review: { reason: "receipt_mismatch" } });
    expect(resolve(held, "failed")).toMatchObject({ refusal: { why: "forbidden" } });
    expect(resolve(looking(stuck(), T0 + DAY), "failed")).toMatchObject({ refusal: { why: "busy" } });
  });

  it("gives way to a success that the provider confirms", () => {
    const decision = resolve(stuck(), "failed");
    if (!decision.resolved) throw new Error("refused");
    const { payout } = decision.change;
    const told = applyPayoutEvent(payout, payoutEvent(payoutReport("completed")), payout.accountId, T0 + 2 * DAY);
    expect(told.change.payout.status).toBe("completed");
  });
});

describe("an unsigned word about a payout", () => {
  const hinted = (payout: Payout, now = T0 + MINUTE) =>
    applyPayoutEvent(payout, payoutHint("SG632NMUAB"), payout.accountId, now);

  it("moves nothing; its receipt is kept to be asked about, soon", () => {
    const { status, change } = hinted(
      payoutIn("processing", { pursuit: { ...payoutIn("processing").pursuit, dueAt: T0 + DAY } }),
    );
    expect(status).toBe("applied");
    expect(change).toMatchObject({ payout: { status: "processing", receiptCandidate: "SG632NMUAB" }, events: [] });
    expect(change.payout.pursuit.dueAt).toBeLessThan(T0 + 2 * MINUTE);
    expect(renderPayout(change.payout)).not.toHaveProperty("receipt_candidate");
  });

  it("has the provider asked at once, and never has it sent again", () => {
    const { payout } = hinted(hearing(begunPayout(), UNKNOWN, T0 + 5 * SECOND).payout).change;
    expect(looking(payout, T0 + MINUTE, "hint").pursuit.attempt?.kind).toBe("look");
  });

  it("that comes while somebody asks has the question put again right after", () => {
    const asking = looking(payoutIn("processing"), T0 + MINUTE);
    const [noted, claim] = claimPayoutLook(asking, "hint", T0 + MINUTE + SECOND);
    expect(claim).toMatchObject({ granted: false, why: "busy" });
    const { payout } = hearing(noted.payout, ASKED, T0 + MINUTE + 2 * SECOND);
    expect(payout.pursuit.dueAt).toBe(T0 + MINUTE + 2 * SECOND);
    expect(hearing(looking(payout, T0 + 2 * MINUTE), ASKED, T0 + 2 * MINUTE).payout.pursuit.dueAt).toBeGreaterThan(
      T0 + 2 * MINUTE,
    );
  });

  it("about a failed payout has it asked about, within bounds", () => {
    let { payout } = hinted(payoutIn("failed")).change;
    let asked = 0;
    for (let now = T0 + MINUTE; payout.pursuit.dueAt !== null && asked < 100; now = payout.pursuit.dueAt ?? now) {
      const at = Math.max(now, payout.pursuit.dueAt);
      payout = hearing(looking(payout, at), ASKED, at + LOOK_LEASE_MS).payout;
      asked += 1;
    }
    expect(asked).toBe(MAX_LATE_LOOKS);
    expect(payout.status).toBe("failed");
  });

  it("about a completed payout is no news and no reason to ask", () => {
    expect(hinted(payoutIn("completed"))).toMatchObject({ status: "ignored" });
    for (const trigger of ["timer", "manual", "hint"] as const) {
      expect(claimPayoutLook(payoutIn("completed"), trigger, T0 + DAY)[1]).toMatchObject({
        granted: false,
        why: "idle",
      });
    }
  });
});
