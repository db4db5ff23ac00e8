import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { clientOf, eventually, SECRET_KEY, startMerchant, startPaystack, startShop } from "./paystack-harness.ts";

function newStateFile(): string {
  const directory = mkdtempSync(join(tmpdir(), "paystack-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, "state", "paystack.jsonl");
}

describe("the ledger", () => {
  it("counts per reference what was made and what was paid", async () => {
    const paystack = await startPaystack();
    await paystack.pay({ reference: "r-1" });
    await paystack.initialize("jane@x.test", { reference: "r-2" });
    await paystack.refund("r-1", { amount: 300 });
    expect((await paystack.knob("ledger")).body).toMatchObject({
      transactions: [
        { reference: "r-1", amount_refunded: 300 },
        { reference: "r-2", amount_refunded: 0 },
      ],
      refunds: [{ amount: 300 }],
      charges: { "r-1": 1, "r-2": 1 },
      completed: { "r-1": 1 },
    });
    const one = (await paystack.knob("ledger?reference=r-2")).body;
    expect(one).toMatchObject({ transactions: [{ reference: "r-2" }], refunds: [], completed: {} });
    expect((await paystack.knob("ledger?reference=none")).body.transactions).toEqual([]);
  });

  it("is emptied by reset, with faults, quirks, requests and what was still to come", async () => {
    const shop = await startShop();
    await shop.initialize("auto@x.test", { reference: "r-1" });
    await shop.knob("quirks", { errors: "old" });
    await shop.knob("faults", [{ match: { path: "/charge" }, action: { status: 500 } }]);
    expect((await shop.knob("reset", {})).status).toBe(204);
    expect((await shop.knob("requests")).body).toEqual({ requests: [], counters: {} });
    expect((await shop.knob("faults")).body).toEqual({ rules: [] });
    expect((await shop.knob("quirks")).body.errors).toBe("new");
    await shop.initialize("autodecline@x.test", { reference: "r-1" });
    await eventually(async () => expect((await shop.verify("r-1")).status).toBe("failed"));
    expect(await shop.webhooks()).toEqual([]);
  });

  it("survives SIGKILL: references stay used, undelivered webhooks and steps still due are taken up", async () => {
    const [stateFile, gone, back] = [
      newStateFile(),
      await startMerchant(...Array(50).fill(503)),
      await startMerchant(),
    ];
    const module = new URL("../../../dev/simulators/paystack/server.ts", import.meta.url).href;
    const options = { port: 0, secretKey: SECRET_KEY, stateFile, webhookUrl: gone.url };
    const script = `import { startPaystackSimulator } from ${JSON.stringify(module)};
      process.stdout.write((await startPaystackSimulator(${JSON.stringify(options)})).url);`;
    const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", script]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const [url] = await once(child.stdout, "data");
    const before = clientOf(String(url));
    const paid = await before.pay({ reference: "r-1" });
    await eventually(() => expect(gone.events()).toContain("charge.success"));
    await before.initialize("auto@x.test", { reference: "r-2" });
    child.kill("SIGKILL");
    await once(child, "exit");

    const after = await startPaystack({ stateFile, webhookUrl: back.url });
    expect((await after.initialize("jane@x.test", { reference: "r-1" })).body.code).toBe("duplicate_reference");
    expect(await after.verify("r-1")).toEqual(paid);
    await eventually(async () => expect((await after.verify("r-2")).status).toBe("success"));
    await eventually(() => expect(back.received.map(({ data }) => data.reference).sort()).toEqual(["r-1", "r-2"]));
  });
});

describe("request faults", () => {
  it.each([
    ["reference in the body", { reference: "r-1" }, 503],
    ["another reference", { reference: "r-9" }, 200],
    ["path", { path: "/transaction/" }, 503],
    ["another method", { method: "DELETE" }, 200],
  ])("match by %s", async (_name, match, status) => {
    const paystack = await startPaystack();
    await paystack.knob("faults", [{ match, times: 1, action: { status: 503 } }]);
    const answer = await paystack.initialize("jane@x.test", { reference: "r-1" });
    expect(answer.status).toBe(status);
    if (status === 503) expect(answer.body).toMatchObject({ status: false, type: "api_error", code: "unknown" });
    // The fault struck after the effect.
    expect((await paystack.verify("r-1")).status).toBe("abandoned");
  });

  it("match what a refund or a page is about", async () => {
    const paystack = await startPaystack();
    const { id } = await paystack.pay({ reference: "r-1" });
    const refund = (await paystack.refund(id, { amount: 5 })).body.data;
    await paystack.knob("faults", [{ match: { reference: "r-1" }, action: { status: 429, before: true } }]);
    expect((await paystack.refund(id, { amount: 5 })).status).toBe(429);
    for (const path of [
      `/refund/${refund.id}`,
      `/refund?transaction=${id}`,
      "/transaction/verify/r-1",
      "/charge/r-1",
    ]) {
      expect((await paystack.get(path)).status).toBe(429);
    }
    expect((await paystack.knob("ledger")).body.refunds).toHaveLength(1);
  });

  it("lie inside data, cut the connection, or answer garbage", async () => {
    const paystack = await startPaystack();
    const { id } = await paystack.pay({ reference: "r-1" });
    await paystack.refund(id, { amount: 5 });
    await paystack.knob("faults", [{ match: { method: "GET" }, times: 2, action: { lie: { amount: 7 } } }]);
    expect(await paystack.verify("r-1")).toMatchObject({ amount: 7, reference: "r-1" });
    expect((await paystack.get(`/refund?transaction=${id}`)).body.data).toMatchObject([{ amount: 7 }]);
    await paystack.knob("faults", [{ match: {}, times: 1, action: { drop: true } }]);
    await expect(paystack.charge("+254710000000", { reference: "r-2" })).rejects.toThrow();
    expect((await paystack.verify("r-2")).status).toBe("pending");
    await paystack.knob("faults", [{ match: {}, times: 1, action: { garbage: true } }]);
    expect((await paystack.get("/transaction/verify/r-1")).body).toEqual({});
  });
});
