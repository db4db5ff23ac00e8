import { describe, expect, it } from "vitest";
import { currenciesOf, toPaymentBody } from "../../../dashboard/pages/new-payment/payment-body.ts";
import { parseFilters, toQuery, toSearch } from "../../../dashboard/pages/payments/payment-filters.ts";
import type { Provider } from "../../../src/client/index.ts";

describe("the filters of the list of payments", () => {
  it("go into the address and come back as they were", () => {
    const filters = {
      status: "completed",
      provider: "cpay",
      reference: "ORD 1&2",
      customer: "customer-1",
      from: "2026-01-31",
      to: "2026-02-01",
    } as const;
    const search = toSearch(filters);
    expect(search).toBe(
      "?status=completed&provider=cpay&reference=ORD+1%262&customer=customer-1&from=2026-01-31&to=2026-02-01",
    );
    expect(parseFilters(search)).toEqual(filters);
    expect(toSearch(parseFilters(""))).toBe("");
  });

  it("leave out what makes no sense", () => {
    expect(toSearch(parseFilters("?status=paid&from=yesterday&to=2026-13-45&provider=%20&page=3"))).toBe("");
  });

  it("ask for whole days of the viewer's, the last one included", () => {
    const {
      created_from: from = "",
      created_to: to = "",
      cursor,
    } = toQuery({ from: "2026-01-31", to: "2026-01-31" }, "c1");
    expect(new Date(from)).toEqual(new Date(2026, 0, 31, 0, 0, 0, 0));
    expect(new Date(to)).toEqual(new Date(2026, 0, 31, 23, 59, 59, 999));
    expect(cursor).toBe("c1");
  });
});

describe("the form of a new payment", () => {
  it("asks for what was filled in, and nothing else", () => {
    const filled: Record<string, string> = {
      provider: "cpay",
      amount: "1,000.50",
      currency: "KES",
      email: "jane@example.com",
      capture: "manual",
    };
    expect(JSON.parse(JSON.stringify(toPaymentBody((name) => filled[name] ?? "")))).toEqual({
      provider: "cpay",
      amount: "1000.50",
      currency: "KES",
      customer: { email: "jane@example.com" },
      capture: "manual",
    });
  });

  it("offers common currencies first", () => {
    const providers = [["AED", "KES", "USD"], ["ZAR", "KES"], ["AFN"]].map(
      (currencies) => ({ currencies }) as unknown as Provider,
    );
    expect(currenciesOf(providers)).toEqual(["KES", "USD", "ZAR", "AED", "AFN"]);
    expect(currenciesOf([])).toEqual([]);
  });
});
