import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DevStack, freePort, makeStateDir, runningOf, startDevStack } from "./support/dev-stack.ts";
import { startOutsideCpay } from "./support/outside-cpay.ts";

const ROOT = join(import.meta.dirname, "../..");
const run = promisify(execFile);

async function tokenOf(stack: DevStack, ...flags: string[]): Promise<string> {
  const args = ["dev/run.mjs", "token", "--port", String(stack.port), "--state-dir", stack.stateDir, ...flags];
  return (await run(process.execPath, args, { cwd: ROOT })).stdout.trim();
}

async function api(stack: DevStack, token: string, path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${stack.api}${path}`, { ...init, headers });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function pay(stack: DevStack, token: string, email: string, key: string, amount = "12.50") {
  const body = JSON.stringify({ provider: "cpay", amount, currency: "KES", customer: { email } });
  const headers = { "content-type": "application/json", "idempotency-key": key };
  return api(stack, token, "/payments/initialize", { method: "POST", headers, body });
}

async function eventually<T>(ask: () => Promise<T>, satisfies: (value: T) => boolean, withinMs = 60_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (satisfies(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe("npm run dev", () => {
  let cpay: Awaited<ReturnType<typeof startOutsideCpay>>;
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  let port: number;
  let stack: DevStack;

  beforeAll(async () => {
    [cpay, state, port] = await Promise.all([startOutsideCpay(), makeStateDir(), freePort()]);
    stack = await startDevStack(port, state.path, cpay.env);
  });
  afterAll(async () => {
    await stack.kill();
    await Promise.all([cpay.close(), state.remove()]);
  });

  it("prints a curl line that makes a payment as it stands", async () => {
    const [line = ""] = /^curl .*$/m.exec(stack.output()) ?? [];
    const { stdout } = await run("bash", ["-c", line]);
    expect(JSON.parse(stdout)).toMatchObject({ status: "processing", next_action: { type: "redirect" } });
  });

  it("makes tokens for merchants that do not exist yet, who see nothing of each other", async () => {
    const mine = await tokenOf(stack, "--role", "merchant");
    const other = await tokenOf(stack, "--role", "merchant", "--merchant", "another-shop");
    const made = await pay(stack, mine, "jane@example.com", crypto.randomUUID());
    expect(made.status).toBe(201);
    expect((await api(stack, other, `/payments/${made.body.id}`)).status).toBe(404);
    const operator = await tokenOf(stack, "--role", "admin");
    expect((await api(stack, operator, `/payments/${made.body.id}`)).status).toBe(200);
  });

  it("finds a payment after SIGKILL between charge and answer: once, and final by itself", async () => {
    const token = await tokenOf(stack, "--role", "merchant");
    const key = crypto.randomUUID();
    await cpay.setFaults([
      { match: { method: "POST", path: "/v1/payments" }, times: 1, action: { latency_ms: 4_000 } },
    ]);
    const lost = pay(stack, token, "approve@example.com", key, "77.70").catch(() => "gone");
    const isThis = ({ amount }: { amount: number }) => amount === 7_770;
    const charged = await eventually(
      () => cpay.allPayments(),
      (all) => all.some(isThis),
    );
    const reference = charged.find(isThis)?.reference ?? "";
    await stack.kill();
    expect(await lost).toBe("gone");

    stack = await startDevStack(port, state.path, cpay.env);
    const found = await eventually(
      () => api(stack, token, `/payments/${reference}`),
      ({ body }) => body.status === "completed",
    );
    expect(found.body).toMatchObject({ id: reference, status: "completed", idempotency_key: key });
    // The webhook may have told before the lease of the call that died is over: until then its repeat is told to wait.
    const repeated = await eventually(
      () => pay(stack, token, "approve@example.com", key, "77.70"),
      ({ status }) => status !== 409,
    );
    expect(repeated.status).toBeLessThan(300);
    expect(repeated.body).toMatchObject({ id: reference, status: "completed" });
    expect((await cpay.ledger(reference)).payments).toHaveLength(1);
  });

  it("stops cleanly on Ctrl-C and leaves no process behind", async () => {
    const processes = await stack.processes();
    expect(processes.length).toBeGreaterThan(3);
    expect(await stack.stop()).toBe(0);
    expect(await runningOf(processes)).toEqual([]);
  });
});
