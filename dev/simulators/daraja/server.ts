import type { Clock } from "../support/clock.ts";
import { controlRoutes } from "../support/control-routes.ts";
import { createFaultBook } from "../support/fault-book.ts";
import { createRequestLog } from "../support/request-log.ts";
import { startSimulatorServer } from "../support/simulator-server.ts";
import { createTimerSet } from "../support/timer-set.ts";
import { createWebhookPoster } from "../support/webhook-poster.ts";
import { createWebhookQueue } from "../support/webhook-queue.ts";
import { apiRoutes } from "./api-routes.ts";
import { tokenRoutes } from "./authenticate.ts";
import { createDarajaBank, type DarajaBank } from "./bank.ts";
import { callbackHeaders, rewriteCallback } from "./callback.ts";
import { callbackRoutes } from "./callback-routes.ts";
import { openDarajaLedger } from "./ledger.ts";
import { ledgerRoutes } from "./ledger-routes.ts";
import { phoneRoutes } from "./phone-routes.ts";
import { referencesOf } from "./references-of.ts";
import { createSettingsBook, settingsRoutes } from "./settings.ts";
import type { Merchant } from "./view.ts";
import { toErrorBody } from "./wire.ts";

/** How to start one Daraja; see dev/simulators/daraja/README.md. */
export interface DarajaSimulatorOptions extends Omit<Merchant, "shortcodeType"> {
  /** 0 picks a free port. */
  readonly port: number;
  readonly host?: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** Default paybill. */
  readonly shortcodeType?: Merchant["shortcodeType"];
  /** Where the ledger lives; without it everything is gone with the process. */
  readonly stateFile?: string;
  /** Added to every answer, as a real provider's distance would. */
  readonly latencyMs?: number;
  /** How soon scripted phones and queued operations act; default 300. */
  readonly promptMs?: number;
  /** When a prompt on the documented test phone ends in 1037; default 26,000. */
  readonly unansweredMs?: number;
  readonly now?: Clock;
}

/** A running simulator; `close` cuts open connections and leaves no timer behind. */
interface DarajaSimulator {
  readonly url: string;
  close(): Promise<void>;
}

/** Daraja calls once, whatever the answer. */
const ATTEMPTS = 1;

/** Starts Daraja on loopback: the API, the phones' pages, callbacks and the `/_sim` knobs. */
export async function startDarajaSimulator(options: DarajaSimulatorOptions): Promise<DarajaSimulator> {
  const clock = options.now ?? Date.now;
  const ledger = openDarajaLedger(options.stateFile);
  const faults = createFaultBook();
  const log = createRequestLog();
  const poster = createWebhookPoster();
  const timers = createTimerSet();
  const settings = createSettingsBook({
    ...(options.promptMs === undefined ? {} : { prompt_ms: options.promptMs }),
    ...(options.unansweredMs === undefined ? {} : { unanswered_ms: options.unansweredMs }),
  });
  const merchant: Merchant = { ...options, shortcodeType: options.shortcodeType ?? "paybill" };

  const queue = createWebhookQueue({
    faults,
    poster,
    timers,
    retryMs: 0,
    maxAttempts: ATTEMPTS,
    sign: (body) => callbackHeaders(body, merchant.shortcode),
    rewrite: rewriteCallback,
    onAttempt: (id, state, status) => bank.noteAttempt(id, state, status),
  });
  const bank: DarajaBank = createDarajaBank(
    { ledger, clock, merchant, settings: settings.current },
    { timers, send: queue.send },
  );
  const reset = (): void => {
    timers.clear();
    ledger.reset();
    faults.clear();
    settings.reset();
    log.clear();
  };

  const release = (): void => {
    timers.close();
    poster.close();
    ledger.close();
  };

  const server = await startSimulatorServer({
    port: options.port,
    host: options.host ?? "127.0.0.1",
    latencyMs: options.latencyMs ?? 0,
    faults,
    log,
    renderError: toErrorBody,
    referencesOf: (request) => referencesOf(request, ledger),
    routes: [
      ...tokenRoutes(bank, options.consumerKey, options.consumerSecret),
      ...apiRoutes(bank, poster),
      ...phoneRoutes(bank, poster),
      ...controlRoutes(faults, log),
      ...settingsRoutes(settings),
      ...ledgerRoutes(bank, reset),
      ...callbackRoutes(bank, poster),
    ],
  }).catch((error: unknown) => {
    release();
    throw error;
  });
  bank.resume();

  return {
    url: server.url,
    close: async () => {
      timers.close();
      await server.close();
      release();
    },
  };
}
