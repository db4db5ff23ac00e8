import { randomUUID } from "node:crypto";
import { type Book, openBook, type Row } from "./book.ts";
import { controlRoutes } from "./control-routes.ts";
import { createFaultBook } from "./fault-book.ts";
import type { Lie } from "./fault-rule.ts";
import { isJsonObject } from "./json-input.ts";
import type { Mail, ProviderTraits, Simulator, SimulatorOptions } from "./provider-traits.ts";
import { createRequestLog } from "./request-log.ts";
import { simulatorKnobs } from "./simulator-knobs.ts";
import { startSimulatorServer } from "./simulator-server.ts";
import { createTimerSet } from "./timer-set.ts";
import { createWebhookPoster } from "./webhook-poster.ts";
import { createWebhookQueue, type WebhookState } from "./webhook-queue.ts";

/** A webhook as it is written down, with the fate of its delivery. */
interface MailRow extends Row, Mail {
  readonly url: string | null;
  readonly state: WebhookState;
  readonly attempts: number;
  readonly last_status: number | null;
}

interface DeedRow extends Row {
  readonly at: number;
  readonly name: string;
  readonly subject: string;
  readonly done: boolean;
}

const DEFAULT_WEBHOOK_RETRY_MS = 1_000;

/**
 * Starts a provider on loopback: its routes, its books, its webhooks with their retries, and the knobs that all simulators
 * have: faults, request log, ledger, handmade webhooks, reset.
 */
export async function startProviderSimulator<Tables extends { readonly [Name in keyof Tables]: Row }>(
  options: SimulatorOptions,
  traits: ProviderTraits<Tables>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const clock = options.clock ?? Date.now;
  const book = openBook<Record<string, Row>>(options.stateFile);
  const faults = createFaultBook();
  const log = createRequestLog();
  const poster = createWebhookPoster();
  const timers = createTimerSet();
  const rewrite = traits.rewrite ?? rewriteData;
  let origin = "";

  // Two tables of our own lie beside the provider's.
  const mailRow = (row: MailRow) => ({ table: "mail", row });
  const deedRow = (row: DeedRow) => ({ table: "deed", row });
  const listMail = () => book.list("mail") as readonly MailRow[];
  const noteAttempt = (id: string, state: WebhookState, status: number | null): boolean => {
    const mail = book.find("mail", id) as MailRow | undefined;
    // A reset forgets webhooks whose delivery is still under way.
    if (mail === undefined) return false;
    const attempts = mail.attempts + (state === "dropped" ? 0 : 1);
    book.commit([mailRow({ ...mail, state, attempts, last_status: status })]);
    return true;
  };
  const queue = createWebhookQueue({
    ...{ faults, poster, timers, rewrite },
    retryMs: options.webhookRetryMs ?? DEFAULT_WEBHOOK_RETRY_MS,
    sign: traits.sign,
    rewriteEnvelope: (body, lie) => JSON.stringify({ ...JSON.parse(body), ...lie }),
    onAttempt: noteAttempt,
  });
  const send = ({ id, type, reference, url, body }: MailRow) => {
    if (url !== null) queue.send({ id, type, url, body, group: reference, reference });
  };
  const arm = (deed: DeedRow) => {
    timers.after(Math.max(0, deed.at - clock()), () => {
      book.commit([deedRow({ ...deed, done: true })]);
      traits.perform?.(deed.name, deed.subject, simulator);
    });
  };
  const simulator: Simulator<Tables> = {
    book: book as unknown as Book<Tables>,
    clock,
    origin: () => origin,
    happen: ({ rows, mail = [], deeds = [] }) => {
      const letters = mail.map((each): MailRow => {
        return { id: randomUUID(), url: traits.webhookUrl, ...each, state: "pending", attempts: 0, last_status: null };
      });
      const armed = deeds.map(({ afterMs, ...deed }): DeedRow => {
        return { id: randomUUID(), ...deed, at: clock() + afterMs, done: false };
      });
      const theirs = rows as readonly { readonly table: string; readonly row: Row }[];
      book.commit([...theirs, ...letters.map(mailRow), ...armed.map(deedRow)]);
      letters.forEach(send);
      armed.forEach(arm);
    },
  };
  const reset = () => {
    timers.clear();
    book.reset();
    faults.clear();
    log.clear();
  };
  const release = () => {
    timers.close();
    poster.close();
    book.close();
  };

  const server = await startSimulatorServer({
    port: options.port,
    host: options.host ?? "127.0.0.1",
    latencyMs: options.latencyMs ?? 0,
    faults,
    log,
    renderError: traits.renderError,
    referencesOf: (request) => traits.referencesOf(request, simulator),
    lieAbout: (body, lie) => JSON.parse(rewrite(JSON.stringify(body ?? null), lie)),
    routes: [
      ...traits.routes(simulator),
      ...controlRoutes(faults, log),
      ...simulatorKnobs({
        reset,
        describe: (reference) => {
          const webhooks = listMail().filter((each) => reference === null || each.reference === reference);
          return { ...traits.describe(reference, simulator), webhooks };
        },
        post: (url, body, tampered) =>
          poster.post(url, tampered ? rewrite(body, { tampered: true }) : body, traits.sign(body, {})),
        webhookUrl: traits.webhookUrl,
      }),
    ],
  }).catch((error: unknown) => {
    release();
    throw error;
  });
  origin = server.url;
  // What a killed process left undone: mail that nobody has taken, deeds that are still due.
  for (const mail of listMail()) if (mail.state === "pending") send(mail);
  for (const deed of book.list("deed") as readonly DeedRow[]) if (!deed.done) arm(deed);

  return {
    url: server.url,
    close: async () => {
      timers.close();
      await server.close();
      release();
    },
  };
}

function rewriteData(body: string, lie: Lie): string {
  const event: unknown = JSON.parse(body);
  if (!isJsonObject(event)) return body;
  const { data } = event;
  if (Array.isArray(data)) {
    return JSON.stringify({ ...event, data: data.map((row) => (isJsonObject(row) ? { ...row, ...lie } : row)) });
  }
  return JSON.stringify(isJsonObject(data) ? { ...event, data: { ...data, ...lie } } : { ...event, ...lie });
}
