import { describe, expect, it, onTestFinished } from "vitest";
import { startFlutterwaveSimulator } from "../../../dev/simulators/flutterwave/server.ts";
import { startMerchant } from "./support/merchant.ts";

const PAGE = { tx_ref: "order-1", amount: 1_000.5, currency: "KES", customer: { email: "jane@example.com" } };
const CHARGE = { ...PAGE, email: "jane@example.com", phone_number: "254712345000" };

async function start(stateFile?: string) {
  const merchant = await startMerchant();
  const simulator = await startFlutterwaveSimulator({
    port: 0,
    secretKey: "key",
    webhookHash: "hash",
    webhookUrl: merchant.url,
    webhookRetryMs: 15,
    ...(stateFile === undefined ? {} : { stateFile }),
  });
  onTestFinished(() => simulator.close());
  const send = async (method: string, path: string, body?: unknown, key = "key") => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      redirect: "manual",
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : null };
  };
  const openPage = async (body: unknown = PAGE) => {
    const { body: answer } = await send("POST", "/v3/payments", body);
    return new URL(answer.data.link).pathname;
  };
  const verify = () => send("GET", "/v3/transactions/verify_by_reference?tx_ref=order-1");
  return { merchant, simulator, send, openPage, verify };
}

describe("Flutterwave's simulator", () => {
  it("opens a page, on which a second card may be tried; each try is a transaction and is told of", async () => {
    const { merchant, send, openPage, verify } = await start();
    const page = await openPage();
    expect((await verify()).status).toBe(400);
    await send("POST", `${page}/fail`);
    expect((await verify()).body.data).toMatchObject({ status: "failed", amount: 1_000.5 });
    await send("POST", `${page}/pay`);
    await send("POST", `${page}/pay`);
    expect((await verify()).body.data.status).toBe("successful");
    const told = await merchant.received(2);
    expect(told.map(({ body }) => [body.event, body.data.status])).toEqual([
      ["charge.completed", "failed"],
      ["charge.completed", "successful"],
    ]);
    expect(told[0]?.headers["verif-hash"]).toBe("hash");
    expect((await send("GET", page)).text).toContain("Payment successful");
  });

  it("says Successful of a prompt that is only pending", async () => {
    const { send, verify } = await start();
    const { body } = await send("POST", "/v3/charges?type=mpesa", CHARGE);
    expect(body.data).toMatchObject({ status: "pending", processor_response: "Successful", auth_model: "LIPA_MPESA" });
    expect((await send("POST", "/phone/order-1/fail")).status).toBe(303);
    expect((await verify()).body.data.status).toBe("failed");
  });

  it("does not mind the same reference twice", async () => {
    const { send } = await start();
    for (let times = 0; times < 2; times += 1) await send("POST", "/v3/charges?type=mpesa", CHARGE);
    expect((await send("GET", "/_sim/ledger?reference=order-1")).body.payments).toHaveLength(2);
  });

  it("gives back no more than was paid, and only what was", async () => {
    const { send, openPage, verify } = await start();
    const page = await openPage();
    await send("POST", `${page}/pay`);
    const { id } = (await verify()).body.data;
    const refund = (amount: number) => send("POST", `/v3/transactions/${id}/refund`, { amount });
    expect((await refund(600.3)).body.data).toMatchObject({ amount_refunded: 600.3, status: "completed" });
    expect((await refund(400.3)).status).toBe(400);
    const { body } = await refund(400.2);
    expect((await send("GET", `/v3/refunds/${body.data.id}`)).body.data.amount_refunded).toBe(400.2);
  });

  it.each([
    ["a wrong key", "/v3/payments", PAGE, "wrong", 401],
    ["no customer", "/v3/payments", { ...PAGE, customer: undefined }, "key", 400],
    ["a phone of elsewhere", "/v3/charges?type=mpesa", { ...CHARGE, phone_number: "0712345678" }, "key", 400],
    ["a kind of charge it does not know", "/v3/charges?type=card", CHARGE, "key", 400],
  ])("refuses %s", async (_, path, body, key, status) => {
    const { send } = await start();
    expect(await send("POST", path, body, key)).toMatchObject({ status, body: { status: "error", data: null } });
  });
});
