import { describe, expect, it } from "vitest";
import type { PaymentOutcome } from "../../../src/domain/outcome.ts";
import { judgeCall } from "../../../src/domain/provider-health/judge-call.ts";
import {
  breakerOf,
  countCall,
  EMPTY_TALLY,
  observe,
  type ProviderHealth,
  showHealth,
  UNKNOWN_HEALTH,
} from "../../../src/domain/provider-health/provider-health.ts";
import { MINUTE, report, SECOND, T0 } from "./support/builders.ts";

type Verdict = Parameters<typeof countCall>[1];

function tell(health: ProviderHealth, now: number, ...verdicts: Verdict[]): ProviderHealth {
  return observe(health, verdicts.reduce(countCall, EMPTY_TALLY), now);
}

const EXCHANGE = { method: "POST", url: "https://x", latency_ms: 1, request: null, response: null } as const;
const exchange = (status: number | null) => ({ ...EXCHANGE, status });

describe("what a call tells of its provider", () => {
  const failed = report("failed");
  it.each<[string, PaymentOutcome, Verdict | null]>([
    ["a success", { ...report("completed"), exchange: exchange(200) }, "served"],
    ["a decline", { ...failed, exchange: exchange(402) }, "served"],
    ["our account refused", { ...failed, isAccountRefused: true, exchange: exchange(401) }, "failed"],
    ["a report for which nothing was asked", { ...report("pending"), exchange: null }, null],
    ["absence", { kind: "absent", exchange: exchange(404) }, "served"],
    ["a time-out", { kind: "unknown", reason: "timeout", exchange: exchange(null) }, "failed"],
    ["a broken connection", { kind: "unknown", reason: "connection_failed", exchange: exchange(null) }, "failed"],
    ["a 500", { kind: "unknown", reason: "http_500", exchange: exchange(500) }, "failed"],
    ["too many requests", { kind: "unknown", reason: "http_429", exchange: exchange(429) }, "failed"],
    ["garbage", { kind: "unknown", reason: "unreadable_answer", exchange: exchange(200) }, "failed"],
    ["a key refused on a repeat", { kind: "unknown", reason: "unexpected_answer", exchange: exchange(401) }, "failed"],
    [
      "an answer of its business with 500",
      { kind: "unknown", reason: "daraja_500.001", exchange: exchange(500) },
      null,
    ],
    ["nothing to ask by", { kind: "unknown", reason: "no_handle_to_ask_by", exchange: null }, null],
    ["a refused connection", { kind: "not_sent", reason: "connection_refused", exchange: null }, "failed"],
    ["no token", { kind: "not_sent", reason: "no_access_token", exchange: null }, "failed"],
    ["our own lateness", { kind: "not_sent", reason: "permission_to_send_is_over", exchange: null }, null],
  ])("%s", (_what, outcome, verdict) => {
    expect(judgeCall(outcome, "send")).toBe(verdict);
    expect(judgeCall(outcome, "look")).toBe(verdict === "served" ? "answered" : verdict);
  });
});

describe("the circuit breaker", () => {
  const open = tell(UNKNOWN_HEALTH, T0, "failed", "failed", "failed");

  it("opens at the third failure in a row, whoever has met them", () => {
    const two = tell(tell(UNKNOWN_HEALTH, T0, "failed"), T0 + SECOND, "failed");
    expect(breakerOf(two, T0 + SECOND)).toBe("closed");
    expect(breakerOf(tell(two, T0 + MINUTE, "failed"), T0 + MINUTE)).toBe("open");
    expect(breakerOf(open, T0)).toBe("open");
    expect(showHealth(open, T0)).toBe("failing");
  });

  it("stays closed when something is served between, or the failures are far apart", () => {
    const mixed = tell(tell(UNKNOWN_HEALTH, T0, "failed", "failed", "served"), T0, "failed", "failed");
    expect(breakerOf(mixed, T0)).toBe("closed");
    const apart = tell(tell(UNKNOWN_HEALTH, T0, "failed", "failed"), T0 + 6 * MINUTE, "failed");
    expect(breakerOf(apart, T0 + 6 * MINUTE)).toBe("closed");
  });

  it("is not fooled by questions that are answered while mutations fail", () => {
    expect(breakerOf(tell(UNKNOWN_HEALTH, T0, "failed", "answered", "failed", "answered", "failed"), T0)).toBe("open");
    const asked = tell(open, T0 + MINUTE, "answered");
    expect(breakerOf(asked, T0 + MINUTE)).toBe("may_try");
  });

  it("allows a trial after ten seconds, and closes when it is served", () => {
    expect(breakerOf(tell(open, T0 + 5 * SECOND, "served"), T0 + 5 * SECOND)).toBe("open");
    expect(breakerOf(open, T0 + 10 * SECOND)).toBe("may_try");
    const closed = tell(open, T0 + 11 * SECOND, "served");
    expect(breakerOf(closed, T0 + 11 * SECOND)).toBe("closed");
    expect(showHealth(closed, T0 + 11 * SECOND)).toBe("ok");
    expect(breakerOf(tell(closed, T0 + 12 * SECOND, "failed", "failed"), T0 + 12 * SECOND)).toBe("closed");
  });

  it("rests longer after each trial that fails, at most two minutes", () => {
    let health = open;
    let now = T0;
    const rests: number[] = [];
    for (let trial = 0; trial < 6; trial += 1) {
      rests.push((health.trialAt ?? 0) - now);
      now = health.trialAt ?? 0;
      health = tell(health, now, "failed");
    }
    expect(rests).toEqual([10, 20, 40, 80, 120, 120].map((seconds) => seconds * SECOND));
    expect(health.openedAt).toBe(T0);
  });

  it("says nothing of what it has not heard of for a quarter of an hour", () => {
    expect(showHealth(UNKNOWN_HEALTH, T0)).toBe("unknown");
    expect(showHealth(open, T0 + 15 * MINUTE)).toBe("unknown");
    expect(showHealth(tell(UNKNOWN_HEALTH, T0, "served"), T0 + 14 * MINUTE)).toBe("ok");
    expect(showHealth(tell(UNKNOWN_HEALTH, T0, "answered"), T0 + 15 * MINUTE)).toBe("unknown");
    expect(tell(open, T0 + SECOND)).toBe(open);
  });
});
