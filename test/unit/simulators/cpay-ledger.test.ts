import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  API_KEY,
  API_SECRET,
  clientOf,
  eventually,
  order,
  startCpay,
  startMerchant,
  WEBHOOK_SECRET,
} from "./cpay-harness.ts";

const SERVER = new URL("../../../dev/simulators/cpay/server.ts", import.meta.url).href;

function newStateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "cpay-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "deep", "cpay.jsonl");
}

describe("the ledger", () => {
  it("shows all, or what belongs to one reference", async () => {
    const cpay = await startCpay();
    const mine = (await cpay.pay("approve@x.test", { reference: "mine" })).body;
    await cpay.pay(null, { reference: "mine" });
    await cpay.pay("approve@x.test", { reference: "other" });
    const refund = (await cpay.refund(mine.id, 10)).body;
    const all = (await cpay.knob("ledger")).body;
    expect(all.payments).toHaveLength(3);
    expect(all).toMatchObject({ charges: { mine: 2, other: 1 }, completed: { mine: 1, other: 1 } });
    const { payments, refunds, charges } = (await cpay.knob("ledger?reference=mine")).body;
    expect([payments.length, refunds.map(({ id }) => id), charges]).toEqual([2, [refund.id], { mine: 2 }]);
  });

  it("takes a refund made in CPay's own dashboard, with its webhook and the usual limits", async () => {
    const [cpay, merchant] = [await startCpay(), await startMerchant()];
    const { id } = (await cpay.pay("approve@x.test", { callback_url: merchant.url })).body;
    const refunded = await cpay.knob("refunds", { payment_id: id, amount: 900 });
    expect(refunded).toMatchObject({ status: 201, body: { amount: 900, status: "completed", reference: null } });
    await eventually(() => expect(merchant.types().toSorted()).toEqual(["payment.completed", "refund.completed"]));
    expect((await cpay.knob("refunds", { payment_id: id, amount: 101 })).status).toBe(422);
  });

  it("is emptied by reset, with faults, requests, timers and webhooks under way", async () => {
    const stateFile = newStateFile();
    const cpay = await startCpay({ stateFile });
    const merchant = await startMerchant(500);
    await cpay.knob("faults", [{ match: { event: "*" }, action: { delay_ms: 50 } }]);
    await cpay.pay("approve@x.test", { callback_url: merchant.url });
    await cpay.pay("auto@x.test", { callback_url: merchant.url });
    expect((await cpay.knob("reset", {})).status).toBe(204);
    const empty = { payments: [], refunds: [], charges: {}, completed: {}, webhooks: [] };
    expect((await cpay.knob("ledger")).body).toEqual(empty);
    expect((await cpay.knob("faults")).body.rules).toEqual([]);
    expect((await cpay.knob("requests")).body.requests).toEqual([]);
    expect(readFileSync(stateFile, "utf8")).toBe("");
    // A payment made later is through first: nothing from before the reset still comes.
    const { id } = (await cpay.pay("auto@x.test", { callback_url: merchant.url })).body;
    await eventually(() => expect(merchant.received).toHaveLength(2));
    expect(merchant.received.map(({ event }) => event.data.id)).toEqual([id, id]);
  });
});

describe("the state file", () => {
  it("brings back payments, refunds and keys after a restart", async () => {
    const stateFile = newStateFile();
    const first = await startCpay({ stateFile });
    const body = order({ customer: { email: "approve@x.test" } });
    const paid = await first.post("/v1/payments", body, { key: "k-1" });
    const refund = (await first.refund(paid.body.id, 400)).body;
    await first.simulator.close();

    const second = await startCpay({ stateFile });
    expect(await second.state(paid.body.id)).toMatchObject({ status: "completed", amount: 1000 });
    expect((await second.get(`/v1/refunds/${refund.id}`)).body).toEqual(refund);
    expect((await second.post("/v1/payments", body, { key: "k-1" })).body).toEqual(paid.body);
    expect((await second.refund(paid.body.id, 601)).status).toBe(422);
    expect((await second.knob("ledger")).body.payments).toHaveLength(1);
  });

  it("drops a last line that was cut off, and goes on from there", async () => {
    const stateFile = newStateFile();
    const first = await startCpay({ stateFile });
    const { id } = (await first.pay(null)).body;
    await first.simulator.close();
    const whole = readFileSync(stateFile).length;
    appendFileSync(stateFile, readFileSync(stateFile).subarray(0, whole - 5));

    const second = await startCpay({ stateFile });
    const later = (await second.pay(null)).body;
    await second.simulator.close();
    const third = await startCpay({ stateFile });
    expect((await third.knob("ledger")).body.payments.map((payment) => payment.id)).toEqual([id, later.id]);
  });

  it("is refused with its line number when it is damaged in the middle", async () => {
    const stateFile = newStateFile();
    const first = await startCpay({ stateFile });
    await first.pay(null);
    await first.simulator.close();
    truncateSync(stateFile, 20);
    writeFileSync(stateFile, `${readFileSync(stateFile, "utf8")}\n[]\n`);
    await expect(startCpay({ stateFile })).rejects.toThrow("cpay.jsonl:1 is not JSON");
  });

  it("survives SIGKILL: undelivered webhooks and steps still due are taken up", async () => {
    const stateFile = newStateFile();
    const merchant = await startMerchant(...Array.from({ length: 100 }, () => 500));
    const child = spawn(process.execPath, ["--input-type=module", "--eval", childProgram(stateFile)]);
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    const port = await new Promise<string>((resolve) => child.stdout.once("data", (line) => resolve(String(line))));
    const doomed = clientOf(`http://127.0.0.1:${port.trim()}`);
    const paid = (await doomed.pay("approve@x.test", { callback_url: merchant.url })).body;
    await eventually(() => expect(merchant.received.length).toBeGreaterThan(0));
    const auto = (await doomed.pay("auto@x.test", { callback_url: merchant.url })).body;
    expect(auto.status).toBe("pending");
    child.kill("SIGKILL");
    await eventually(() => expect(child.signalCode).toBe("SIGKILL"));

    merchant.recover();
    const before = merchant.received.length;
    const revived = await startCpay({ stateFile });
    await eventually(async () => {
      const { webhooks } = (await revived.knob("ledger")).body;
      expect(webhooks.map(({ state }) => state)).toEqual(["delivered", "delivered"]);
    });
    expect(await revived.state(auto.id)).toMatchObject({ status: "completed" });
    const events = merchant.received.slice(before).map(({ event }) => event);
    expect(events.map(({ data }) => data.id)).toEqual([paid.id, auto.id]);
    expect(events[0]?.id).toBe(merchant.received[0]?.event.id);
  });
});

/** A simulator in a process of its own, which can be killed without asking it. */
function childProgram(stateFile: string): string {
  const options = { port: 0, stateFile, apiKey: API_KEY, apiSecret: API_SECRET, webhookSecret: WEBHOOK_SECRET };
  return `import { startCpaySimulator } from ${JSON.stringify(SERVER)};
const { url } = await startCpaySimulator(${JSON.stringify(options)});
console.log(new URL(url).port);`;
}
