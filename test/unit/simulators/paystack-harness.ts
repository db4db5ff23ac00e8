import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { type PaystackSimulatorOptions, startPaystackSimulator } from "../../../dev/simulators/paystack/server.ts";

export const SECRET_KEY = "sk_test_simulator";

/** What tests read of Paystack's JSON, loosely: half the point of the simulator is that its types wobble. */
export interface Body extends Record<string, unknown> {
  readonly status: unknown;
  readonly data: Body;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** One webhook as the merchant's server received it. */
export interface Received {
  readonly signature: string | undefined;
  readonly raw: string;
  readonly event: string;
  readonly data: Body;
}

/** Starts a simulator, closed when the test ends, with a client for it. */
export async function startPaystack(options: Partial<PaystackSimulatorOptions> = {}) {
  const simulator = await startPaystackSimulator({ port: 0, secretKey: SECRET_KEY, webhookRetryMs: 15, ...options });
  onTestFinished(() => simulator.close());
  return { simulator, ...clientOf(simulator.url) };
}

/** A simulator whose webhooks go to a merchant that answers what `statuses` says, then 200. */
export async function startShop(...statuses: number[]) {
  const merchant = await startMerchant(...statuses);
  const paystack = await startPaystack({ webhookUrl: merchant.url });
  /** The events that were made, delivered or not. */
  const webhooks = async () => {
    const { webhooks: made } = (await paystack.knob("ledger")).body;
    return (made as { event: string }[]).map(({ event }) => event);
  };
  return { merchant, ...paystack, webhooks };
}

/** A merchant's, customer's and tester's client for the simulator at this address. */
export function clientOf(url: string) {
  const authorization = `Bearer ${SECRET_KEY}`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(`${url}${path}`, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { authorization, "content-type": "application/json", ...headers },
    });
  const get = (path: string) => send(`${url}${path}`, { headers: { authorization } });
  const initialize = (email: string, members: Record<string, unknown> = {}) =>
    post("/transaction/initialize", { ...order(email), ...members });
  const charge = (phone: string, members: Record<string, unknown> = {}) =>
    post("/charge", { ...order("jane@x.test"), mobile_money: { phone, provider: "mpesa" }, ...members });
  const verify = async (reference: unknown) => (await get(`/transaction/verify/${reference}`)).body.data;
  return {
    url,
    post,
    get,
    initialize,
    charge,
    verify,
    refund: (transaction: unknown, members: Record<string, unknown> = {}) =>
      post("/refund", { transaction, ...members }),
    /** Calls a knob, which needs no key. */
    knob: (path: string, body?: unknown, method = body === undefined ? "GET" : "POST") =>
      send(`${url}/_sim/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    /** Presses a button of a page, as a program. */
    press: (page: unknown, button: string) =>
      send(`${page}/${button}`, { method: "POST", headers: { accept: "application/json" } }),
    /** A transaction that is paid on the hosted page; its data. */
    pay: async (members: Record<string, unknown> = {}) => {
      const { authorization_url: page, reference } = (await initialize("jane@x.test", members)).body.data;
      await send(`${page}/pay`, { method: "POST" });
      return verify(reference);
    },
  };
}

/** The order that tests change: KES 1,000.00 under a reference of its own. */
function order(email: string): Record<string, unknown> {
  return { email, amount: 100_000, currency: "KES", reference: randomUUID() };
}

/** A merchant's webhook endpoint. */
export async function startMerchant(...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let raw = "";
    for await (const chunk of request) raw += String(chunk);
    const signature = request.headers["x-paystack-signature"]?.toString();
    received.push({ signature, raw, ...(JSON.parse(raw) as { event: string; data: Body }) });
    response.writeHead(statuses.shift() ?? 200).end("noted");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hook`, received, events: () => received.map(({ event }) => event) };
}

/** Repeats a check until it passes; after 5 s its last failure is the test's. */
export async function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** One HTTP exchange; the body of an answer that is not JSON is empty. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function parse(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {} as Body;
  }
}
