import { randomUUID } from "node:crypto";
import { signTimestamped } from "../dev/simulators/support/timestamped-signature.ts";
import type { BackingServices } from "./backing-services.ts";
import type { BenchContext } from "./bench-context.ts";
import { percentile } from "./measurement.ts";
import type { WatchTask } from "./parts/watch-event.ts";
import { type Callers, makeTokens, PAYMENT } from "./start-callers.ts";
import { INITIALIZE_PATH, type RunningWorker } from "./start-gateway.ts";

/** How long one event takes to the sockets of one payment, from the provider's webhook on. */
export interface SocketSpeed {
  readonly count: number;
  readonly received: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Half of what the contract promises to a single caller, all on one object. */
const SOCKETS = 1_000;
const WEBHOOK_PATH = "/api/v1/webhooks/cpay";

/** A payment that stays open until the benchmark itself tells, in CPay's name, that it is completed. */
const OPEN_PAYMENT = { ...PAYMENT, customer: { ...PAYMENT.customer, email: "never@example.com" } };

interface OpenPayment {
  readonly id: string;
  readonly provider_transaction_id: string;
  readonly amount_minor: number;
  readonly currency: string;
}

/** Lets many sockets listen to one payment, completes it by webhook, and takes the time until each has heard of it. */
export async function measureSockets(
  { say }: BenchContext,
  gateway: RunningWorker,
  { providerKeys }: BackingServices,
  callers: Callers,
): Promise<SocketSpeed> {
  const { url } = gateway.info;
  const payment = await pay(url);
  const { latenciesMs, misses } = await callers.watch({
    socketUrl: `${url.replace(/^http/, "ws")}/ws/transaction/${payment.id}`,
    count: SOCKETS,
    eventType: "payment.completed",
    cause: completionOf(payment, url + WEBHOOK_PATH, providerKeys.webhookSecret),
  });
  if (latenciesMs.length < SOCKETS) say(`  sockets that have not received the event: ${JSON.stringify(misses)}`);
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  return {
    count: SOCKETS,
    received: sorted.length,
    p50Ms: percentile(sorted, 50),
    p95Ms: percentile(sorted, 95),
    p99Ms: percentile(sorted, 99),
    maxMs: percentile(sorted, 100),
  };
}

async function pay(url: string): Promise<OpenPayment> {
  const [token = ""] = await makeTokens(1);
  const answer = await fetch(url + INITIALIZE_PATH, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": randomUUID() },
    body: JSON.stringify(OPEN_PAYMENT),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`a payment was answered ${answer.status}: ${text}`);
  return JSON.parse(text) as OpenPayment;
}

/** CPay's webhook, signed now: it is good for longer than the sockets are given to open. */
function completionOf(payment: OpenPayment, url: string, secret: string): WatchTask["cause"] {
  const created = Math.floor(Date.now() / 1_000);
  const { id: reference, provider_transaction_id: id, amount_minor: amount, currency } = payment;
  const body = JSON.stringify({
    id: `evt_${randomUUID()}`,
    type: "payment.completed",
    created,
    data: { id, reference, amount, currency, status: "completed" },
  });
  const signature = signTimestamped(secret, body, created);
  return { url, headers: { "content-type": "application/json", "x-cpay-signature": signature }, body };
}
