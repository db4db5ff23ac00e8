import { describe, expect, it } from "vitest";
import { mergeIntoPage, type PaymentPage } from "../../../dashboard/live/merge-into-page.ts";
import type { Payment } from "../../../src/client/index.ts";

const payment = (id: string, second: number, changes: Partial<Payment> = {}): Payment =>
  ({
    id,
    status: "processing",
    provider: "cpay",
    reference: null,
    customer: { id: null, phone: null, email: null, name: null },
    created_at: `2026-01-31T12:00:0${second}.000Z`,
    updated_at: `2026-01-31T12:00:0${second}.000Z`,
    ...changes,
  }) as Payment;
const pageOf = (...data: Payment[]): PaymentPage => ({ data, has_more: false, next_cursor: null });
const idsOf = (page: PaymentPage) => page.data.map(({ id, status }) => `${id}:${status}`);

describe("a page of payments when something happens", () => {
  const page = pageOf(payment("b", 2), payment("a", 1));

  it("shows a change in its place, filtered or not", () => {
    const changed = payment("a", 1, { status: "completed", updated_at: "2026-01-31T12:00:09.000Z" });
    expect(idsOf(mergeIntoPage(page, changed, {}))).toEqual(["b:processing", "a:completed"]);
    expect(idsOf(mergeIntoPage(page, changed, { status: "processing" }))).toEqual(["b:processing", "a:completed"]);
  });

  it("is not taken back by an event that comes late", () => {
    const late = payment("b", 2, { status: "pending", updated_at: "2026-01-31T12:00:01.000Z" });
    expect(mergeIntoPage(page, late, {})).toBe(page);
  });

  it("shows a new one on top, and no more than it held", () => {
    const next = payment("c", 3);
    expect(idsOf(mergeIntoPage(page, next, {}))).toEqual(["c:processing", "b:processing", "a:processing"]);
    expect(idsOf(mergeIntoPage(page, next, { limit: 2 }))).toEqual(["c:processing", "b:processing"]);
    expect(idsOf(mergeIntoPage(pageOf(), next, {}))).toEqual(["c:processing"]);
  });

  it.each([
    ["another page", { cursor: "c1" }],
    ["another status", { status: "completed" }],
    ["another provider", { provider: "mpesa" }],
    ["another reference", { reference: "ORD-1" }],
    ["another customer", { customer_id: "x" }],
    ["later days", { created_from: "2026-02-01T00:00:00Z" }],
    ["earlier days", { created_to: "2026-01-30T00:00:00Z" }],
  ] as const)("shows no new one on %s", (_, filters) => {
    expect(mergeIntoPage(page, payment("c", 3), filters)).toBe(page);
  });

  it("shows no old one that it does not hold", () => {
    expect(mergeIntoPage(page, payment("0", 0), {})).toBe(page);
  });
});
