import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { type StripeSimulatorOptions, startStripeSimulator } from "../../../dev/simulators/stripe/server.ts";

export { eventually } from "./cpay-harness.ts";

export const API_KEY = "sk_test_simulator";
export const WEBHOOK_SECRET = "whsec_simulator";

/** What tests read of Stripe's JSON; members that a body does not have are undefined. */
export interface Body {
  readonly id: string;
  readonly object: string;
  readonly status: string;
  readonly amount: number;
  readonly amount_received: number;
  readonly amount_capturable: number;
  readonly amount_total: number;
  readonly amount_refunded: number;
  readonly latest_charge: string;
  readonly payment_intent: string;
  readonly payment_status: string;
  readonly url: string | null;
  readonly type: string;
  readonly created: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly error: {
    readonly type: string;
    readonly code?: string;
    readonly param?: string;
    readonly message: string;
    readonly payment_intent?: Body;
  };
  readonly data: Body[] & { readonly object: Body; readonly previous_attributes?: Record<string, unknown> };
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly api_version: string | null;
  readonly has_more: boolean;
  readonly pending_webhooks: number;
  readonly charges: Record<string, number>;
  readonly made: Record<string, number>;
  readonly payment_intents: Body[];
  readonly checkout_sessions: Body[];
  readonly refunds: Body[];
  readonly webhooks: { readonly type: string; readonly state: string; readonly attempts: number }[];
  readonly answer: { readonly status: number } | null;
  readonly forgotten: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** One event as the merchant's server received it. */
export interface Received {
  readonly signature: string;
  readonly contentType: string;
  readonly raw: string;
  readonly event: Body;
}

type Form = Readonly<Record<string, string | number | boolean>>;

/** Starts a simulator, closed when the test ends, with a client for it. */
export async function startStripe(options: Partial<StripeSimulatorOptions> = {}) {
  const simulator = await startStripeSimulator({
    port: 0,
    apiKey: API_KEY,
    webhookSecret: WEBHOOK_SECRET,
    webhookRetryMs: 15,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return { simulator, ...clientOf(simulator.url) };
}

/** A simulator with a merchant who receives its events. */
export async function startStripeWithMerchant(options: Partial<StripeSimulatorOptions> = {}, ...statuses: number[]) {
  const merchant = await startMerchant(...statuses);
  return { merchant, ...(await startStripe({ webhookUrl: merchant.url, ...options })) };
}

/** A merchant's, customer's and tester's client for the simulator at this address. */
export function clientOf(url: string) {
  const authorization = { authorization: `Bearer ${API_KEY}` };
  /** Posts a form as the official client does, brackets not encoded; a string is sent as it is. */
  const post = (path: string, form: Form | string = {}, headers: Record<string, string> = {}) => {
    const body = typeof form === "string" ? form : encode(form);
    const type = { "content-type": "application/x-www-form-urlencoded" };
    return send(`${url}${path}`, { method: "POST", body, headers: { ...authorization, ...type, ...headers } });
  };
  const get = (path: string) => send(`${url}${path}`, { headers: authorization });
  /** Calls a knob, which needs no key. */
  const knob = (path: string, body?: unknown, method = body === undefined ? "GET" : "POST") =>
    send(`${url}/_sim/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  /** Presses a button of the page, as a program. */
  const press = (id: string, button: string) =>
    send(`${url}/pay/${id}/${button}`, { method: "POST", headers: { accept: "application/json" } });
  const create = (form: Form = {}, key = "") =>
    post(
      "/v1/payment_intents",
      { amount: 1000, currency: "kes", ...form },
      key === "" ? {} : { "idempotency-key": key },
    );
  const open = (form: Form = {}, key = "") =>
    post("/v1/checkout/sessions", { ...order(), ...form }, key === "" ? {} : { "idempotency-key": key });
  const intent = async (id: string) => (await get(`/v1/payment_intents/${id}`)).body;
  const session = async (id: string) => (await get(`/v1/checkout/sessions/${id}`)).body;
  /** An intent that is paid. */
  const paid = async (form: Form = {}) => {
    const { id } = (await create(form)).body;
    return (await press(id, "succeed")).body;
  };
  /** The types of the events so far, oldest first. */
  const types = async () => (await get("/v1/events?limit=100")).body.data.map(({ type }) => type).toReversed();
  return { url, post, get, knob, press, create, open, intent, session, paid, types };
}

/** A valid form of `POST /v1/checkout/sessions`. */
export function order(): Form {
  return {
    mode: "payment",
    "line_items[0][quantity]": 2,
    "line_items[0][price_data][currency]": "kes",
    "line_items[0][price_data][unit_amount]": 500,
    "line_items[0][price_data][product_data][name]": "Mug",
    success_url: "https://shop.test/thanks?session={CHECKOUT_SESSION_ID}",
    cancel_url: "https://shop.test/cart",
  };
}

/** A merchant's webhook address that answers what `statuses` says, then 200. */
export async function startMerchant(...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let raw = "";
    for await (const chunk of request) raw += String(chunk);
    const contentType = String(request.headers["content-type"]);
    const signature = String(request.headers["stripe-signature"]);
    received.push({ signature, contentType, raw, event: JSON.parse(raw) as Body });
    response.writeHead(statuses.shift() ?? 200).end("noted");
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
  };
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function encode(form: Form): string {
  return Object.entries(form)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
}

function parse(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {} as Body;
  }
}
