import { describe, expect, it } from "vitest";
import { createPaystackClient } from "../../../../src/providers/paystack/client.ts";
import { listSettlements } from "../../../../src/providers/paystack/list-settlements.ts";
import type { CallContext } from "../../../../src/providers/provider.ts";

const client = createPaystackClient({ baseUrl: "https://paystack.example/", secretKey: "sk" });
const range = { from: Date.parse("2026-01-30T00:00:00Z"), to: Date.parse("2026-02-01T01:00:00Z") };
const AT = "2026-01-31T12:00:00.000Z";

const transaction = (id: number, members: Record<string, unknown> = {}) => ({
  id,
  status: "success",
  reference: `ref-${id}`,
  amount: 100_000,
  requested_amount: 100_000,
  currency: "KES",
  paid_at: AT,
  created_at: "2026-01-31T11:00:00.000Z",
  ...members,
});
const refund = {
  id: 7,
  transaction: 1,
  status: "processed",
  amount: "500",
  currency: "KES",
  merchant_note: "our-refund",
};

/** A network with these pages of both lists; what was asked of it is written down. */
function network(lists: Record<string, (readonly unknown[])[]>, options: { counts?: boolean; failsAt?: number } = {}) {
  const asked: string[] = [];
  const fake: typeof fetch = (input) => {
    const url = new URL(String(input));
    asked.push(`${url.pathname}${url.search}`);
    if (asked.length === options.failsAt) return Promise.resolve(new Response("", { status: 502 }));
    const pages = lists[url.pathname] ?? [];
    const data = pages[Number(url.searchParams.get("page")) - 1] ?? [];
    const meta = options.counts === false ? undefined : { pageCount: pages.length };
    return Promise.resolve(Response.json({ status: true, message: "ok", data, meta }));
  };
  const context = { fetch: fake, clock: () => 1_000, deadline: 10_000, sendBefore: 5_000 } as CallContext;
  return { asked, context };
}

describe("Paystack's list of a stretch of time", () => {
  it("tells what was paid when, by our reference and its own ids", async () => {
    const { asked, context } = network({
      "/transaction": [[transaction(1), transaction(2, { status: "failed", paid_at: null })], [transaction(3)]],
      "/refund": [[{ ...refund, updated_at: AT }]],
    });
    const listing = await listSettlements(client, range, context);
    const [first, second, , given] = listing.kind === "listed" ? listing.entries : [];
    expect(listing).toMatchObject({ kind: "listed", isComplete: true });
    expect(first).toEqual({
      kind: "payment",
      providerIds: ["ref-1", "1"],
      paymentIds: [],
      reference: "ref-1",
      amountMinor: 100_000,
      currency: "KES",
      status: "settled",
      at: Date.parse(AT),
    });
    expect(second).toMatchObject({ status: "failed", at: Date.parse("2026-01-31T11:00:00.000Z") });
    expect(given).toMatchObject({
      kind: "refund",
      providerIds: ["7"],
      paymentIds: ["1"],
      reference: "our-refund",
      amountMinor: 500,
    });
    expect(asked[0]).toBe(
      "/transaction?from=2026-01-30T00%3A00%3A00.000Z&to=2026-02-01T01%3A00%3A00.000Z&perPage=100&page=1",
    );
    expect(asked.map((path) => path.replace(/\?.*page=/, " "))).toEqual([
      "/transaction 1",
      "/transaction 2",
      "/refund 1",
    ]);
  });

  it("is complete only when it was read to its end", async () => {
    const endless = Array.from({ length: 50 }, (_, page) => [transaction(page + 1)]);
    const cut = network({ "/transaction": endless });
    expect(await listSettlements(client, range, cut.context)).toMatchObject({ kind: "listed", isComplete: false });
    expect(cut.asked.filter((path) => path.startsWith("/transaction"))).toHaveLength(20);
    const uncounted = network({ "/transaction": [[transaction(1)], [transaction(2)]] }, { counts: false });
    const listing = await listSettlements(client, range, uncounted.context);
    expect(listing.kind === "listed" && listing.entries).toHaveLength(2);
    expect(listing).toMatchObject({ isComplete: true });
  });

  it("keeps what was read before a page could not be had, and is unknown without any", async () => {
    const lists = { "/transaction": [[transaction(1)], [transaction(2)]], "/refund": [] };
    const cut = await listSettlements(client, range, network(lists, { failsAt: 2 }).context);
    expect(cut.kind === "listed" && cut.entries).toHaveLength(1);
    expect(cut).toMatchObject({ isComplete: false });
    expect(await listSettlements(client, range, network(lists, { failsAt: 1 }).context)).toMatchObject({
      kind: "unknown",
    });
    expect(await listSettlements(client, range, network(lists, { failsAt: 3 }).context)).toMatchObject({
      kind: "unknown",
    });
  });
});
