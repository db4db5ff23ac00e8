import { execFile } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DevStack, freePort, makeStateDir, startDevStack } from "./support/dev-stack.ts";
import { startOutsideCpay } from "./support/outside-cpay.ts";

const ROOT = join(import.meta.dirname, "../..");
const run = promisify(execFile);

interface Subscriber {
  readonly sequences: number[];
  /** Ends the connection and does not come back. */
  stop(): void;
}

/** Listens to a payment as a page does: after every break it comes back with what it has seen last. */
function subscribe(port: number, token: string, id: string): Subscriber {
  const sequences: number[] = [];
  let isStopped = false;
  let socket: WebSocket;
  const open = () => {
    const since = sequences.at(-1) ?? 0;
    socket = new WebSocket(`ws://127.0.0.1:${port}/ws/transaction/${id}?since=${since}`, ["bearer", token]);
    socket.addEventListener("message", ({ data }) => sequences.push(JSON.parse(String(data)).sequence));
    socket.addEventListener("close", () => {
      if (!isStopped) setTimeout(open, 200);
    });
    // A close follows.
    socket.addEventListener("error", () => undefined);
  };
  open();
  return {
    sequences,
    stop() {
      isStopped = true;
      socket.close();
    },
  };
}

async function eventually(holds: () => boolean, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe("sockets of npm run dev", () => {
  let cpay: Awaited<ReturnType<typeof startOutsideCpay>>;
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  let port: number;
  let stack: DevStack;
  let token: string;

  async function post(path: string, body: unknown): Promise<{ status: number; body: { id: string; ticket: string } }> {
    const response = await fetch(`${stack.api}${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { id: string; ticket: string } };
  }

  const pay = async (customerId: string) => {
    const customer = { id: customerId, email: "approve@example.com" };
    return (await post("/payments/initialize", { provider: "cpay", amount: "12.50", currency: "KES", customer })).body
      .id;
  };

  beforeAll(async () => {
    [cpay, state, port] = await Promise.all([startOutsideCpay(), makeStateDir(), freePort()]);
    stack = await startDevStack(port, state.path, cpay.env);
    const args = ["dev/run.mjs", "token", "--port", String(port), "--state-dir", state.path, "--role", "merchant"];
    token = (await run(process.execPath, args, { cwd: ROOT })).stdout.trim();
  });
  afterAll(async () => {
    await stack.kill();
    await Promise.all([cpay.close(), state.remove()]);
  });

  it("bring every event once and in order, through SIGKILL and a restart", async () => {
    const id = await pay("somebody");
    const subscriber = subscribe(port, token, id);
    await eventually(() => subscriber.sequences.length >= 2);
    await post(`/payments/${id}/refund`, { amount: "1.00" });
    await stack.kill();
    stack = await startDevStack(port, state.path, cpay.env);
    await post(`/payments/${id}/refund`, { amount: "2.00" });
    await eventually(() => subscriber.sequences.length >= 6);
    subscriber.stop();
    expect(subscriber.sequences).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("open with a ticket, answer ping, and end when asked to", async () => {
    const { status, body } = await post("/ws/tickets", { channel: "/ws/user/jane" });
    expect(status).toBe(201);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/user/jane?ticket=${body.ticket}`);
    await once(socket, "open");
    const heard = once(socket, "message");
    socket.send("ping");
    expect((await heard)[0].data).toBe("pong");
    const event = once(socket, "message");
    const id = await pay("jane");
    expect(JSON.parse(String((await event)[0].data))).toMatchObject({ transaction_id: id, type: "payment.initiated" });
    const closed = once(socket, "close");
    socket.close(1000);
    expect((await closed)[0].code).toBe(1000);
  });

  it("are refused by an ordinary answer", async () => {
    const response = await fetch(`http://127.0.0.1:${port}/ws/merchant`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(426);
    const nobody = new WebSocket(`ws://127.0.0.1:${port}/ws/merchant`);
    await once(nobody, "error");
    expect(nobody.readyState).not.toBe(WebSocket.OPEN);
  });
});
