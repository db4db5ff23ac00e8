import { openAccountHost } from "../support/account-host.ts";
import type { Clock } from "../support/clock.ts";
import { controlRoutes } from "../support/control-routes.ts";
import { createFaultBook } from "../support/fault-book.ts";
import { createRequestLog } from "../support/request-log.ts";
import { randomSecret } from "../support/simulator-entry.ts";
import { startSimulatorServer } from "../support/simulator-server.ts";
import { createTimerSet } from "../support/timer-set.ts";
import { signTimestamped } from "../support/timestamped-signature.ts";
import { createWebhookPoster } from "../support/webhook-poster.ts";
import { createWebhookQueue, type WebhookState } from "../support/webhook-queue.ts";
import { createAuthenticator } from "./authenticate.ts";
import { createCpayBank, rewriteEvent } from "./bank.ts";
import { checkoutRoutes } from "./checkout-routes.ts";
import { openCpayLedger } from "./ledger.ts";
import { ledgerRoutes } from "./ledger-routes.ts";
import { merchantRoutes } from "./merchant-routes.ts";
import { referencesOf } from "./references-of.ts";
import { webhookRoutes } from "./webhook-routes.ts";
import { toErrorBody } from "./wire.ts";

/** How to start one CPay; see dev/simulators/cpay/README.md. */
export interface CpaySimulatorOptions {
  /** 0 picks a free port. */
  readonly port: number;
  readonly host?: string;
  /** Where the ledger lives; without it everything is gone with the process. */
  readonly stateFile?: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly webhookSecret: string;
  /** Added to every answer, as a real provider's distance would. */
  readonly latencyMs?: number;
  /** Delay before a webhook's second attempt, doubling from there; default 1 s. */
  readonly webhookRetryMs?: number;
  readonly clock?: Clock;
  /** A further account, which has none of its own. */
  readonly isFurther?: boolean;
}

/** A running simulator; `close` cuts open connections and leaves no timer behind. */
interface CpaySimulator {
  readonly url: string;
  close(): Promise<void>;
}

const DEFAULT_WEBHOOK_RETRY_MS = 1_000;

/** Starts CPay on loopback: the API of contract section 7, the checkout page, webhooks and the `/_sim` knobs. */
export async function startCpaySimulator(options: CpaySimulatorOptions): Promise<CpaySimulator> {
  const clock = options.clock ?? Date.now;
  const ledger = openCpayLedger(options.stateFile);
  const faults = createFaultBook();
  const log = createRequestLog();
  const poster = createWebhookPoster();
  const timers = createTimerSet();
  let origin = "";

  const sign = (body: string, timestampSeconds: number): Readonly<Record<string, string>> => ({
    "x-cpay-signature": signTimestamped(options.webhookSecret, body, timestampSeconds),
  });
  const noteAttempt = (id: string, state: WebhookState, status: number | null): boolean => {
    const event = ledger.events.get(id);
    // A reset forgets events whose delivery is still under way.
    if (event === undefined) return false;
    const attempts = event.attempts + (state === "dropped" ? 0 : 1);
    const value = { ...event, state, attempts, last_status: status };
    ledger.commit([{ put: "event", value }]);
    return true;
  };
  const queue = createWebhookQueue({
    faults,
    poster,
    timers,
    retryMs: options.webhookRetryMs ?? DEFAULT_WEBHOOK_RETRY_MS,
    sign: (body) => sign(body, Math.floor(clock() / 1000)),
    rewrite: rewriteEvent,
    onAttempt: noteAttempt,
  });
  const bank = createCpayBank({ ledger, clock, origin: () => origin }, { timers, send: queue.send });
  const reset = (): void => {
    timers.clear();
    ledger.reset();
    faults.clear();
    log.clear();
  };

  const release = (): void => {
    timers.close();
    poster.close();
    ledger.close();
  };

  const accounts = options.isFurther
    ? undefined
    : await openAccountHost({
        stateFile: options.stateFile,
        members: { api_key: randomSecret, api_secret: randomSecret, webhook_secret: randomSecret },
        start: ({ api_key: apiKey = "", api_secret: apiSecret = "", webhook_secret: webhookSecret = "" }, launch) => {
          const { stateFile: _file, ...shared } = options;
          return startCpaySimulator({ ...shared, ...launch, apiKey, apiSecret, webhookSecret, isFurther: true });
        },
      });
  const server = await startSimulatorServer({
    port: options.port,
    host: options.host ?? "127.0.0.1",
    latencyMs: options.latencyMs ?? 0,
    faults,
    log,
    accounts,
    renderError: toErrorBody,
    referencesOf: (request) => referencesOf(request, ledger),
    routes: [
      ...merchantRoutes(bank, createAuthenticator({ ...options, clock })),
      ...checkoutRoutes(bank),
      ...controlRoutes(faults, log),
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
