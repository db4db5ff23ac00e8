import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../../src/lib/canonical-json.ts";
import { createPaystackClient } from "../../../../src/providers/paystack/client.ts";
import { listRefunds, refundPayment, verifyRefund } from "../../../../src/providers/paystack/refunds.ts";
import type { CallContext } from "../../../../src/providers/provider.ts";
import { begun, inState, refundOf } from "../../domain/support/builders.ts";

const PAID = inState("completed", { providerReceipt: "77" });
const REFUND = refundOf(PAID, "key-1", { providerRefundId: null, pursuit: begun().pursuit });
const client = createPaystackClient({ baseUrl: "https://paystack.example/", secretKey: "sk" });

function row(id: number, members: Record<string, unknown> = {}) {
  return { id, transaction: 77, amount: 10_000, currency: "KES", status: "processed", merchant_note: null, ...members };
}

/** A network with these pages of refunds; what was asked of it is written down. */
function network(pages: readonly (readonly unknown[])[], meta?: (page: number) => unknown) {
  const asked: string[] = [];
  const fake: typeof fetch = (input, init) => {
    const url = new URL(String(input));
    asked.push(`${init?.method} ${url.pathname}${url.search}`);
    const page = Number(url.searchParams.get("page"));
    const made = { status: true, message: "Refund has been queued", data: row(99, { status: "pending" }) };
    const list = { status: true, message: "Refunds retrieved", data: pages[page - 1] ?? [], meta: meta?.(page) };
    return Promise.resolve(Response.json((init?.method === "POST" ? made : list) as JsonValue));
  };
  const context: CallContext = {
    fetch: fake,
    clock: () => 1_000,
    deadline: 10_000,
    sendBefore: 5_000,
    callbackUrl: "",
    callbackAddress: () => "",
    accessToken: () => Promise.resolve(null),
  };
  return { asked, context };
}

describe("looking for a refund at Paystack", () => {
  const full = Array.from({ length: 50 }, (_, at) => row(at + 1));
  const ours = row(500, { merchant_note: REFUND.id });

  it("reads all pages, by the count of them or until nothing new comes", async () => {
    for (const meta of [() => ({ pageCount: 2, total: 51 }), () => ({ pageCount: "2" }), () => undefined]) {
      const { context } = network([full, [ours]], meta);
      expect(await verifyRefund(client, PAID, REFUND, context)).toMatchObject({
        kind: "reported",
        providerRefundId: "500",
      });
    }
  });

  it("asks by Paystack's own id of the transaction once that is known", async () => {
    const { asked, context } = network([[]]);
    await verifyRefund(client, PAID, REFUND, context);
    expect(asked).toEqual(["GET /refund?transaction=77&perPage=100&page=1"]);
  });

  it("does not take it for absent before the list has ended", async () => {
    const endless = Array.from({ length: 30 }, (_, page) => [row(page + 1)]);
    const { asked, context } = network(endless, () => ({ pageCount: 30 }));
    expect(await refundPayment(client, PAID, REFUND, context)).toMatchObject({ kind: "unknown" });
    expect(asked.filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  it("sends nothing when it is there already", async () => {
    const { asked, context } = network([[ours]]);
    expect(await refundPayment(client, PAID, REFUND, context)).toMatchObject({ kind: "reported", status: "completed" });
    expect(asked.filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  it("sends it once it is surely absent", async () => {
    const { asked, context } = network([full]);
    expect(await refundPayment(client, PAID, REFUND, context)).toMatchObject({
      providerRefundId: "99",
      status: "pending",
    });
    expect(asked.at(-1)).toBe("POST /refund");
  });

  it("leaves two with the same note to a person", async () => {
    const { context } = network([[ours, row(501, { merchant_note: REFUND.id })]]);
    expect(await verifyRefund(client, PAID, REFUND, context)).toMatchObject({
      kind: "unknown",
      reason: "refunded_twice",
    });
  });

  it("tells all of a payment's refunds, with our note as reference, and none of another payment", async () => {
    const whole = { id: 78, reference: "another" };
    const { context } = network([[ours, row(1), row(2, { transaction: 78 }), row(3, { transaction: whole })]]);
    expect(await listRefunds(client, PAID, context)).toMatchObject({
      kind: "listed",
      refunds: [
        { providerRefundId: "500", reference: REFUND.id, amountMinor: 10_000 },
        { providerRefundId: "1", reference: null },
      ],
    });
  });
});
