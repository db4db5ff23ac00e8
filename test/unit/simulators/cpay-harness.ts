import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { type CpaySimulatorOptions, startCpaySimulator } from "../../../dev/simulators/cpay/server.ts";
import { signTimestamped } from "../../../dev/simulators/support/timestamped-signature.ts";

export const API_KEY = "test-key";
export const API_SECRET = "test-secret";
export const WEBHOOK_SECRET = "test-webhook-secret";

/** What tests read of CPay's JSON; members that a body does not have are undefined. */
export interface Body {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly reference: string;
  readonly type: string;
  readonly checkout_url: string;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly error: { readonly code: string; readonly message: string };
  readonly data: Body & Body[];
  readonly payments: (Body & { readonly amount_refunded: number })[];
  readonly refunds: Body[];
  readonly charges: Record<string, number>;
  readonly completed: Record<string, number>;
  readonly webhooks: { readonly type: string; readonly state: string; readonly attempts: number }[];
  readonly requests: {
    readonly path: string;
    readonly idempotency_key: string | null;
    readonly status: number | null;
  }[];
  readonly counters: Record<string, { readonly total: number; readonly by_status: Record<string, number> }>;
  readonly rules: { readonly hits: number }[];
  readonly answer: { readonly status: number; readonly body: string } | null;
  readonly sent: Body;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** One webhook as the merchant's server received it. */
export interface Received {
  readonly signature: string;
  readonly raw: string;
  readonly event: Body;
}

interface PostOptions {
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

/** Starts a simulator, closed when the test ends, with a client for it. */
export async function startCpay(options: Partial<CpaySimulatorOptions> = {}) {
  const simulator = await startCpaySimulator({
    port: 0,
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    webhookSecret: WEBHOOK_SECRET,
    webhookRetryMs: 15,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return { simulator, ...clientOf(simulator.url) };
}

/** A merchant's and tester's client for the simulator at this address. */
export function clientOf(url: string) {
  const post = (path: string, body: unknown, { key = randomUUID(), headers = {} }: PostOptions = {}) => {
    const raw = typeof body === "string" ? body : JSON.stringify(body);
    return send(`${url}${path}`, {
      method: "POST",
      body: raw,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        "content-type": "application/json",
        "x-cpay-signature": signTimestamped(API_SECRET, raw, Math.floor(Date.now() / 1000)),
        ...(key === "" ? {} : { "idempotency-key": key }),
        ...headers,
      },
    });
  };
  const get = (path: string) => send(`${url}${path}`, { headers: { authorization: `Bearer ${API_KEY}` } });
  /** Calls a knob, which needs neither key nor signature. */
  const knob = (path: string, body?: unknown, method = body === undefined ? "GET" : "POST") =>
    send(`${url}/_sim/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const pay = (email: string | null, members: Record<string, unknown> = {}, options: PostOptions = {}) =>
    post("/v1/payments", order({ customer: { email }, ...members }), options);
  const refund = (paymentId: string, amount: number, reason: string | null = null, options: PostOptions = {}) =>
    post(`/v1/payments/${paymentId}/refunds`, { amount, reason, reference: randomUUID() }, options);
  const state = async (paymentId: string) => (await get(`/v1/payments/${paymentId}`)).body;
  return { url, post, get, knob, pay, refund, state };
}

/** A valid body of `POST /v1/payments`, with a reference of its own. */
export function order(members: Record<string, unknown> = {}): Record<string, unknown> {
  return { reference: randomUUID(), amount: 1000, currency: "KES", description: "Two mugs", ...members };
}

/** A merchant's webhook address that answers what `statuses` says (a promise: once it is fulfilled), then 200. */
export async function startMerchant(...statuses: (number | Promise<number>)[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let raw = "";
    for await (const chunk of request) raw += String(chunk);
    received.push({ signature: String(request.headers["x-cpay-signature"]), raw, event: JSON.parse(raw) as Body });
    response.writeHead((await statuses.shift()) ?? 200).end("noted");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    types: () => received.map(({ event }) => event.type),
    /** Answers 200 from now on. */
    recover: () => statuses.splice(0),
  };
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

/** One HTTP exchange; `body` is the parsed JSON, or the bare text's stand-in when it is none. */
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
