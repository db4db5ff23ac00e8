import { afterEach, describe, expect, inject, it } from "vitest";
import { paystackLedger, pressPaystackPage, signPaystack, turnPaystackKnob } from "../../support/paystack.ts";
import { becomes, show } from "../engine/support/payments.ts";
import { letTimePass } from "../engine/support/time.ts";
import { countAtPaystack, deliverPaystackMail, orderAtPaystack, paystackBody } from "./support/paystack-payments.ts";

afterEach(async () => {
  await turnPaystackKnob("faults", []);
});

describe("a payment whose answer from Paystack is lost", () => {
  it.each([
    ["taken, but answered 500", "error@example.com", null],
    ["taken, but the connection is cut", "lost@example.com", null],
    ["taken at once, but answered after 7 s", "slow@example.com", null],
    ["answered 503 before it is taken, twice", "jane@example.com", { times: 2, action: { status: 503, before: true } }],
  ])("(%s) is processing, then found, and made once", async (_, email, fault) => {
    const { token, id, pay } = await orderAtPaystack(paystackBody(email));
    if (fault !== null) {
      const match = { method: "POST", path: "/transaction/initialize", reference: id };
      await turnPaystackKnob("faults", [{ match, ...fault }]);
    }
    expect(await pay()).toMatchObject({ status: 202, body: { status: "processing", provider_transaction_id: null } });
    for (let looks = 0; looks < 3; looks += 1) {
      await letTimePass(id, 20_000);
      await becomes(token, id, "completed", 700);
    }
    const { body } = await show(token, id);
    expect(body).toMatchObject({ status: "processing", provider_transaction_id: id });
    // Nobody has been told of the page of a transaction that was made without our knowing.
    expect(body.next_action).toEqual(fault === null ? null : { type: "redirect", url: expect.any(String) });
    await pressPaystackPage(id, "pay");
    await deliverPaystackMail(id);
    expect((await show(token, id)).body).toMatchObject({ status: "completed" });
    expect(await countAtPaystack(id)).toEqual({ made: 1, paid: 1 });
  });

  it("stays processing while Paystack cannot be reached, and keys and pages do not show in its trail", async () => {
    const { token, id, pay } = await orderAtPaystack();
    const match = { reference: id };
    await turnPaystackKnob("faults", [{ match, times: 1_000, action: { drop: true, before: true } }]);
    expect((await pay()).status).toBe(202);
    await letTimePass(id, 60_000);
    await becomes(token, id, "failed", 700);
    expect((await show(token, id)).body).toMatchObject({ status: "processing", failure: null });
    await turnPaystackKnob("faults", []);
    await letTimePass(id, 60_000);
    await becomes(token, id, "completed", 1_000);
    const { text, body } = await show(token, id);
    expect(body.next_action).toMatchObject({ type: "redirect" });
    const trail = JSON.stringify(body.audit_trail);
    const [transaction] = (await paystackLedger(id)).transactions;
    expect(trail).not.toContain(transaction?.access_code);
    expect(text).not.toContain(inject("workerVariables").PAYSTACK_SECRET_KEY);
    expect(text).not.toContain(signPaystack("{}"));
  });
});
