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
import { createAuthenticator } from "./authenticate.ts";
import { createPaystackBank, rewriteBody, rewriteData } from "./bank.ts";
import { toErrorBody } from "./errors.ts";
import { openPaystackLedger } from "./ledger.ts";
import { ledgerRoutes } from "./ledger-routes.ts";
import { merchantRoutes } from "./merchant-routes.ts";
import { pageRoutes } from "./page-routes.ts";
import { USUAL_QUIRKS } from "./quirks.ts";
import { referencesOf } from "./references-of.ts";
import { type Settings, settingRoutes } from "./setting-routes.ts";
import { signWebhook } from "./sign.ts";
import { webhookRoutes } from "./webhook-routes.ts";

/** How to start one Paystack; see dev/simulators/paystack/README.md. */
export interface PaystackSimulatorOptions {
  /** 0 picks a free port. */
  readonly port: number;
  readonly host?: string;
  /** Opens the API and signs the webhooks. */
  readonly secretKey: string;
  /** The endpoint configured in the dashboard; without it no event is sent. */
  readonly webhookUrl?: string;
  /** Enabled for this merchant, the usual one first. */
  readonly currencies?: readonly string[];
  /** Where the ledger lives; without it everything is gone with the process. */
  readonly stateFile?: string;
  /** Added to every answer, as a real provider's distance would. */
  readonly latencyMs?: number;
  /** Delay before a webhook's second attempt, doubling from there; default 1 s. */
  readonly webhookRetryMs?: number;
  readonly clock?: Clock;
  /** A further account, which has none of its own. */
  readonly isFurther?: boolean;
}

/** A running simulator; `close` cuts open connections and leaves no timer behind. */
interface PaystackSimulator {
  readonly url: string;
  close(): Promise<void>;
}

const DEFAULT_WEBHOOK_RETRY_MS = 1_000;
const CURRENCIES = ["NGN", "GHS", "ZAR", "KES", "USD"];

/** Starts Paystack on loopback: API, hosted page, phones, webhooks and the `/_sim` knobs. */
export async function startPaystackSimulator(options: PaystackSimulatorOptions): Promise<PaystackSimulator> {
  const ledger = openPaystackLedger(options.stateFile);
  const faults = createFaultBook();
  const log = createRequestLog();
  const poster = createWebhookPoster();
  const timers = createTimerSet();
  const settings: Settings = { webhookUrl: options.webhookUrl ?? null, quirks: USUAL_QUIRKS };
  let origin = "";

  const sign = (body: string, { signature }: WebhookFault) => signWebhook(options.secretKey, body, signature);
  const noteAttempt = (id: string, state: WebhookState, status: number | null): boolean => {
    const event = ledger.events.get(id);
    // A reset forgets events whose delivery is still under way.
    if (event === undefined) return false;
    const attempts = event.attempts + (state === "dropped" ? 0 : 1);
    ledger.commit([{ put: "event", value: { ...event, state, attempts, last_status: status } }]);
    return true;
  };
  const queue = createWebhookQueue({
    faults,
    poster,
    timers,
    retryMs: options.webhookRetryMs ?? DEFAULT_WEBHOOK_RETRY_MS,
    sign,
    rewrite: rewriteBody,
    rewriteEnvelope: (body, lie) => JSON.stringify({ ...JSON.parse(body), ...lie }),
    isTaken: (status) => status === 200,
    onAttempt: noteAttempt,
  });
  const view = {
    ledger,
    clock: options.clock ?? Date.now,
    currencies: options.currencies ?? CURRENCIES,
    quirks: () => settings.quirks,
    webhookUrl: () => settings.webhookUrl,
    origin: () => origin,
  };
  const bank = createPaystackBank(view, { timers, send: queue.send });
  const reset = (): void => {
    timers.clear();
    ledger.reset();
    faults.clear();
    log.clear();
    settings.quirks = USUAL_QUIRKS;
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
        members: { api_key: () => randomSecret("sk_test_"), webhook_url: () => null },
        start: ({ api_key: secretKey = "", webhook_url }, launch) => {
          const { webhookUrl: _url, stateFile: _file, ...shared } = options;
          const own = webhook_url === undefined ? {} : { webhookUrl: webhook_url };
          return startPaystackSimulator({ ...shared, ...launch, ...own, secretKey, isFurther: true });
        },
      });
  const server = await startSimulatorServer({
    port: options.port,
    host: options.host ?? "127.0.0.1",
    latencyMs: options.latencyMs ?? 0,
    faults,
    log,
    accounts,
    renderError: (code, message, status) => toErrorBody(code, message, status, settings.quirks),
    referencesOf: (request) => referencesOf(request, ledger),
    lieAbout: rewriteData,
    routes: [
      ...merchantRoutes(bank, createAuthenticator(options.secretKey)),
      ...pageRoutes(bank),
      ...controlRoutes(faults, log, ["envelope", "signature"]),
      ...ledgerRoutes(bank, reset),
      ...settingRoutes(settings),
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
