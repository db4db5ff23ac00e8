import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { expect, inject } from "vitest";
import { type ApiAnswer, call, until } from "../../../support/gateway.ts";
import type { MerchantReply, ReceivedWebhook } from "../../../support/merchant-server.ts";

/** An endpoint of a merchant, its secret, and the mailbox behind it. */
export interface TestEndpoint {
  readonly token: string;
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly mailbox: string;
}

/** What came to a mailbox, and how many requests were open at once. */
export interface Mail {
  readonly received: readonly ReceivedWebhook[];
  readonly mostOpen: number;
  readonly open: number;
}

/** Makes an endpoint whose server gives these answers, the last of them for ever. */
export async function makeEndpoint(
  token: string,
  replies: readonly MerchantReply[] = [{ status: 200 }],
  events?: readonly string[],
): Promise<TestEndpoint> {
  const mailbox = crypto.randomUUID();
  await answerWith(mailbox, replies);
  const url = `${inject("services").merchantServerUrl}/hooks/${mailbox}`;
  const body = { url, ...(events === undefined ? {} : { events }) };
  const made = await call("POST", "/webhook-endpoints", { token, body });
  expect(made.status, made.text).toBe(201);
  return { token, id: made.body.id, url, secret: made.body.secret, mailbox };
}

/** Changes what a server answers from here on. */
export async function answerWith(mailbox: string, replies: readonly MerchantReply[]): Promise<void> {
  const response = await fetch(`${inject("services").merchantServerUrl}/mail/${mailbox}`, {
    method: "PUT",
    body: JSON.stringify(replies),
  });
  await response.body?.cancel();
}

/** What has come so far. */
export async function mailOf({ mailbox }: TestEndpoint): Promise<Mail> {
  return (await fetch(`${inject("services").merchantServerUrl}/mail/${mailbox}`)).json();
}

/** Waits until so many webhooks have come; gives what came either way. */
export async function mailArrives(endpoint: TestEndpoint, count: number, withinMs?: number) {
  const mail = await until(
    () => mailOf(endpoint),
    ({ received }) => received.length >= count,
    withinMs,
  );
  return mail.received;
}

/** What Standard Webhooks' own library reads of a webhook; throws when it does not verify. */
export function verify(webhook: ReceivedWebhook | undefined, secret: string): Record<string, unknown> {
  if (webhook === undefined) throw new Error("no webhook came");
  return new Webhook(secret).verify(webhook.body, { ...webhook.headers }) as Record<string, unknown>;
}

/** The endpoint's deliveries, newest first. */
export function deliveriesOf({ token, id }: TestEndpoint, query = ""): Promise<ApiAnswer> {
  return call("GET", `/webhook-endpoints/${id}/deliveries${query}`, { token });
}

/** Waits until the newest delivery has a status; gives it either way. */
export async function newestBecomes(endpoint: TestEndpoint, status: string, withinMs?: number) {
  const { body } = await until(
    () => deliveriesOf(endpoint),
    (answer) => answer.body.data[0]?.status === status,
    withinMs,
  );
  return body.data[0];
}

/** Sends a test event. */
export async function sendTest({ token, id }: TestEndpoint, body?: unknown): Promise<ApiAnswer> {
  return call("POST", `/webhook-endpoints/${id}/test`, { token, ...(body === undefined ? {} : { body }) });
}

/** Changes the endpoint. */
export function patch({ token, id }: TestEndpoint, body: unknown): Promise<ApiAnswer> {
  return call("PATCH", `/webhook-endpoints/${id}`, { token, body });
}

/** The object of an endpoint. */
export function objectOf({ id }: Pick<TestEndpoint, "id">): DurableObjectStub {
  return env.ENDPOINT.get(env.ENDPOINT.idFromName(`endpoint:${id}`));
}

/** Runs SQL inside the object of an endpoint; for looking, and for moving its clock's hands. */
export function queryEndpoint(endpoint: TestEndpoint, query: string, ...bindings: SqlStorageValue[]) {
  return runInDurableObject(objectOf(endpoint), (_, { storage }) => storage.sql.exec(query, ...bindings).toArray());
}

/** Members of documents that are moments, in epoch milliseconds. */
const MOMENT = /^(pacedUntil|failingSince|.*[a-z]At)$/;

/** Lets time pass for one endpoint, by moving all that its object has written down into the past. */
export async function letEndpointTimePass(endpoint: TestEndpoint, ms: number): Promise<void> {
  await runInDurableObject(objectOf(endpoint), async (_, { storage }) => {
    const { sql } = storage;
    storage.transactionSync(() => {
      for (const { position, doc } of sql.exec("SELECT position, doc FROM deliveries").toArray()) {
        const moved = JSON.stringify(movedBack(JSON.parse(String(doc)), ms));
        sql.exec("UPDATE deliveries SET doc = ? WHERE position = ?", moved, position ?? 0);
      }
      const [state] = sql.exec("SELECT doc FROM endpoint").toArray();
      if (state !== undefined) {
        sql.exec("UPDATE endpoint SET doc = ?", JSON.stringify(movedBack(JSON.parse(String(state.doc)), ms)));
      }
      sql.exec(
        "UPDATE deliveries SET due_at = due_at - ?1, held_until = held_until - ?1, created_at = created_at - ?1",
        ms,
      );
      sql.exec("UPDATE timers SET due_at = due_at - ?", ms);
    });
    await storage.setAlarm(Date.now());
  });
}

function movedBack(value: unknown, ms: number): unknown {
  if (Array.isArray(value)) return value.map((item) => movedBack(item, ms));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      MOMENT.test(name) && typeof member === "number" ? member - ms : movedBack(member, ms),
    ]),
  );
}
