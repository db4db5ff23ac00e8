import { openAccountHost } from "../support/account-host.ts";
import type { Clock } from "../support/clock.ts";
import { controlRoutes } from "../support/control-routes.ts";
import { createFaultBook } from "../support/fault-book.ts";
import type { WebhookFault } from "../support/fault-rule.ts";
import { createRequestLog } from "../support/request-log.ts";
import { randomSecret } from "../support/simulator-entry.ts";
import { startSimulatorServer } from "../support/simulator-server.ts";
import { createTimerSet } from "../support/timer-set.ts";
import { createWebhookPoster } from "../support/webhook-poster.ts";
import { createWebhookQueue, type WebhookState } from "../support/webhook-queue.ts";
import { createApiRoutes } from "./api-route.ts";
import { createAuthenticator } from "./authenticate.ts";
import { createStripeBank } from "./bank.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { decorateAnswer } from "./decorate-answer.ts";
import { openStripeLedger } from "./ledger.ts";
import { ledgerRoutes } from "./ledger-routes.ts";
import { moneyRoutes } from "./money-routes.ts";
import { payRoutes } from "./pay-routes.ts";
import { paymentRoutes } from "./payment-routes.ts";
import { referencesOf } from "./references-of.ts";
import { rewriteEnvelope, rewriteObject } from "./rewrite-event.ts";
import { signEvent } from "./sign-event.ts";
import { renderSharedError } from "./stripe-error.ts";
import { webhookRoutes } from "./webhook-routes.ts";

/** How to start one Stripe; see dev/simulators/stripe/README.md. */
export interface StripeSimulatorOptions {
  /** 0 picks a free port. */
  readonly port: number;
  readonly host?: string;
  /** Where the ledger lives; without it everything is gone with the process. */
  readonly stateFile?: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Where events go until a knob says otherwise; without it they are only listed. */
  readonly webhookUrl?: string;
  /** The `api_version` of events, null included. */
  readonly apiVersion?: string | null;
  /** Added to every answer, as a real provider's distance would. */
  readonly latencyMs?: number;
  /** How long a delayed payment method takes; default 1 s. */
  readonly delayedMs?: number;
  /** Delay before a webhook's second attempt, doubling from there; default 1 s. */
  readonly webhookRetryMs?: number;
  readonly clock?: Clock;
  /** A further account, which has none of its own. */
  readonly isFurther?: boolean;
}

const DEFAULT_DELAYED_MS = 1_000;
const DEFAULT_WEBHOOK_RETRY_MS = 1_000;
/** The version that the official client 23.1 pins. */
const API_VERSION = "2026-10-28.endive";

/** Starts Stripe on loopback: the API, the page where customers pay, webhooks and the `/_sim` knobs. */
export async function startStripeSimulator(
  options: StripeSimulatorOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const clock = options.clock ?? Date.now;
  const ledger = openStripeLedger(options.stateFile);
  const faults = createFaultBook();
  const log = createRequestLog();
  const poster = createWebhookPoster();
  const timers = createTimerSet();
  const workTimers = createTimerSet();
  let origin = "";

  const { webhookUrl: url = null, apiVersion: api_version = API_VERSION } = options;
  const sign = (body: string, fault: WebhookFault) =>
    signEvent(options.webhookSecret, body, Math.floor(clock() / 1000), fault);
  const noteAttempt = (id: string, state: WebhookState, status: number | null): boolean => {
    const event = ledger.tables.event.get(id);
    // A reset forgets events whose delivery is still under way.
    if (event === undefined) return false;
    const attempts = event.attempts + (state === "dropped" ? 0 : 1);
    ledger.commit([{ table: "event", row: { ...event, state, attempts, last_status: status } }]);
    return true;
  };
  const queue = createWebhookQueue({
    ...{ faults, poster, timers, sign, rewriteEnvelope },
    retryMs: options.webhookRetryMs ?? DEFAULT_WEBHOOK_RETRY_MS,
    rewrite: rewriteObject,
    onAttempt: noteAttempt,
  });
  const bank = createStripeBank(
    {
      ledger,
      clock,
      delayedMs: options.delayedMs ?? DEFAULT_DELAYED_MS,
      origin: () => origin,
      endpoint: () => ledger.tables.endpoint.get("endpoint") ?? { url, api_version },
    },
    { timers, workTimers, send: queue.send },
  );
  const reset = (): void => {
    timers.clear();
    ledger.reset();
    bank.clear();
    faults.clear();
    log.clear();
  };
  const release = (): void => {
    timers.close();
    workTimers.close();
    poster.close();
    ledger.close();
  };

  const accounts = options.isFurther
    ? undefined
    : await openAccountHost({
        stateFile: options.stateFile,
        members: {
          api_key: () => randomSecret("sk_test_"),
          webhook_secret: () => randomSecret("whsec_"),
          webhook_url: () => null,
        },
        start: ({ api_key: apiKey = "", webhook_secret: webhookSecret = "", webhook_url }, launch) => {
          const { webhookUrl: _url, stateFile: _file, ...shared } = options;
          const own = webhook_url === undefined ? {} : { webhookUrl: webhook_url };
          return startStripeSimulator({ ...shared, ...launch, ...own, apiKey, webhookSecret, isFurther: true });
        },
      });
  const api = createApiRoutes(bank, createAuthenticator(options.apiKey));
  const server = await startSimulatorServer({
    port: options.port,
    host: options.host ?? "127.0.0.1",
    latencyMs: options.latencyMs ?? 0,
    faults,
    log,
    accounts,
    renderError: renderSharedError,
    decorate: (reply, request) => decorateAnswer(reply, request, API_VERSION),
    referencesOf: (request) => referencesOf(request, ledger),
    routes: [
      ...paymentRoutes(api, bank),
      ...moneyRoutes(api, bank),
      ...payRoutes(bank),
      ...controlRoutes(faults, log, ["envelope", "age_seconds", "signature"]),
      ...dashboardRoutes(bank),
      ...ledgerRoutes(bank, reset),
      ...webhookRoutes(bank, poster, sign),
    ],
  }).catch((error: unknown) => {
    release();
    throw error;
  });
  origin = server.url;
  bank.resume();

  return {
    url: server.url,
    close: async () => {
      timers.close();
      await accounts?.close();
      await server.close();
      release();
    },
  };
}
