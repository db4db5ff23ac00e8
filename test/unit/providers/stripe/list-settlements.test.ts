import { describe, expect, it } from "vitest";
import type { CallContext } from "../../../../src/providers/provider.ts";
import { listSettlements } from "../../../../src/providers/stripe/list-settlements.ts";

const config = {
  apiBase: "https://stripe.example",
  apiKey: "sk_test",
  webhookSecret: "whsec",
  publishableKey: undefined,
};
const NOW = Date.parse("2026-02-01T06:00:00Z");
const range = { from: Date.parse("2026-01-30T00:00:00Z"), to: Date.parse("2026-02-01T01:00:00Z") };

const charge = (id: string, members: Record<string, unknown> = {}) => ({
  id,
  object: "charge",
  amount: 2_000,
  amount_captured: 1_500,
  captured: true,
  created: 1_769_860_800,
  currency: "ugx",
  payment_intent: "pi_1",
  status: "succeeded",
  metadata: { transaction_id: "ours-1" },
  ...members,
});
const refund = {
  id: "re_1",
  object: "refund",
  amount: 500,
  currency: "usd",
  status: "canceled",
  created: 1_769_860_801,
  payment_intent: "pi_1",
  metadata: { refund_id: "our-refund" },
};

/** A network with these pages of both lists; what was asked of it is written down. */
function network(charges: (readonly unknown[])[], refunds: (readonly unknown[])[] = [[]], failsAt = 0) {
  const asked: string[] = [];
  const fake: typeof fetch = (input) => {
    const url = new URL(String(input));
    asked.push(`${url.pathname}?${decodeURIComponent(url.search.slice(1))}`);
    if (asked.length === failsAt) return Promise.resolve(Response.json({ error: {} }, { status: 500 }));
    const pages = url.pathname === "/v1/charges" ? charges : refunds;
    const after = url.searchParams.get("starting_after");
    const at = after === null ? 0 : pages.findIndex((page) => JSON.stringify(page).includes(`"${after}"`)) + 1;
    const has_more = at + 1 < pages.length;
    return Promise.resolve(Response.json({ object: "list", data: pages[at] ?? [], has_more, url: url.pathname }));
  };
  const context = { fetch: fake, clock: () => NOW, deadline: NOW + 5_000, sendBefore: NOW + 2_000 } as CallContext;
  return { asked, context };
}

describe("Stripe's list of a stretch of time", () => {
  it("tells of charges that took money what was taken, in our unit, by our id and theirs", async () => {
    const open = charge("ch_2", { captured: false, payment_intent: "pi_2" });
    const { asked, context } = network([[charge("ch_1")], [open, charge("ch_3", { status: "failed" })]], [[refund]]);
    const listing = await listSettlements(config, range, context);
    expect(listing).toEqual({
      kind: "listed",
      isComplete: true,
      entries: [
        {
          kind: "payment",
          providerIds: ["pi_1", "ch_1"],
          paymentIds: [],
          reference: "ours-1",
          amountMinor: 15,
          currency: "UGX",
          status: "settled",
          at: 1_769_860_800_000,
        },
        expect.objectContaining({ providerIds: ["pi_2", "ch_2"], amountMinor: 20, status: "open" }),
        {
          kind: "refund",
          providerIds: ["re_1"],
          paymentIds: ["pi_1"],
          reference: "our-refund",
          amountMinor: 500,
          currency: "USD",
          status: "failed",
          at: 1_769_860_801_000,
        },
      ],
    });
    const created = "created[gte]=1769731200&created[lt]=1769907600&limit=100";
    expect(asked).toEqual([
      `/v1/charges?${created}`,
      `/v1/charges?${created}&starting_after=ch_1`,
      `/v1/refunds?${created}`,
    ]);
  });

  it("is complete only when it was read to its end", async () => {
    const endless = Array.from({ length: 50 }, (_, page) => [charge(`ch_${page}x`)]);
    const { asked, context } = network(endless);
    expect(await listSettlements(config, range, context)).toMatchObject({ kind: "listed", isComplete: false });
    expect(asked.filter((path) => path.startsWith("/v1/charges"))).toHaveLength(20);
  });

  it("keeps what was read before a page could not be had, and is unknown without any", async () => {
    const pages = [[charge("ch_1")], [charge("ch_2")]];
    const cut = await listSettlements(config, range, network(pages, [[]], 2).context);
    expect(cut.kind === "listed" && cut.entries).toHaveLength(1);
    expect(cut).toMatchObject({ isComplete: false });
    expect(await listSettlements(config, range, network(pages, [[]], 1).context)).toMatchObject({ kind: "unknown" });
    expect(await listSettlements(config, range, network(pages, [[]], 3).context)).toMatchObject({ kind: "unknown" });
  });
});
