import { beforeAll, describe, expect, it } from "vitest";
import {
  type ApiAnswer,
  call,
  initialize,
  paymentBody,
  refund,
  signAdminToken,
  signToken,
  until,
} from "../../support/gateway.ts";
import { expectFieldError } from "./support/expect-problem.ts";

interface Event {
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly transaction_id: string;
  readonly timestamp: string;
  readonly data: Record<string, unknown>;
}

const agent = "feeds-test/1.0";
let token = "";
let stranger = "";
let admin = "";
let paid = "";
let failed = "";
let theirs = "";

/** Reads on from an event until there is no more. */
async function readFeed(by: string, limit: number, from = ""): Promise<Event[]> {
  const events: Event[] = [];
  for (let after = from; events.length < 1_000; ) {
    const { body } = await call("GET", `/events?limit=${limit}${after === "" ? "" : `&after=${after}`}`, { token: by });
    events.push(...body.data);
    expect(body.data.length).toBeLessThanOrEqual(limit);
    expect(body.next_cursor).toBe(body.data.at(-1)?.id ?? (after === "" ? null : after));
    if (!body.has_more) return events;
    expect(body.data).toHaveLength(limit);
    after = body.next_cursor;
  }
  throw new Error("the feed has no end");
}

const logs = (query = "", by = token) => call("GET", `/audit-logs${query}`, { token: by });

beforeAll(async () => {
  token = await signToken({ subject: "anna" });
  stranger = await signToken();
  admin = await signAdminToken();
  const headers = { "idempotency-key": crypto.randomUUID(), "user-agent": agent, "cf-connecting-ip": "203.0.113.9" };
  const body = paymentBody("approve@example.com");
  paid = (await call("POST", "/payments/initialize", { token, body, headers })).body.id;
  await refund(token, paid, { amount: "1.00" });
  await refund(token, paid, { amount: "2.00" });
  failed = (await initialize(token, paymentBody("decline@example.com"))).body.id;
  theirs = (await initialize(stranger, paymentBody("approve@example.com"))).body.id;
  await until(
    () => readFeed(admin, 100),
    (events) => {
      const mine = [paid, failed, theirs].map((id) => events.filter((event) => event.transaction_id === id).length);
      return mine[0] === 6 && mine[1] === 2 && mine[2] === 2;
    },
  );
});

describe("GET /events", () => {
  it.each([1, 2, 3, 100])(
    "gives each event once, by %d at a time, without gaps in a payment's sequence",
    async (limit) => {
      const events = await readFeed(token, limit);
      expect(new Set(events.map(({ id }) => id)).size).toBe(8);
      const types = (id: string) =>
        events.filter((event) => event.transaction_id === id).map(({ sequence, type }) => [sequence, type]);
      expect(types(paid)).toEqual([
        [1, "payment.initiated"],
        [2, "payment.completed"],
        [3, "refund.processing"],
        [4, "refund.completed"],
        [5, "refund.processing"],
        [6, "refund.completed"],
      ]);
      expect(types(failed)).toEqual([
        [1, "payment.initiated"],
        [2, "payment.failed"],
      ]);
    },
  );

  it("has the one shape of events, without next_action", async () => {
    const [first] = await readFeed(token, 100);
    expect(first).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: "payment.initiated",
      sequence: 1,
      transaction_id: paid,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/),
      data: expect.objectContaining({ id: paid, amount_minor: 100_000, status: "pending" }),
    });
    for (const { data } of await readFeed(token, 100)) expect(data).not.toHaveProperty("next_action");
  });

  it("goes on after an event, in any case of letters, and has nothing after the last", async () => {
    const events = await readFeed(token, 100);
    const middle = events[3]?.id ?? "";
    expect(await readFeed(token, 2, middle.toUpperCase())).toEqual(events.slice(4));
    const end = await call("GET", `/events?after=${events.at(-1)?.id}`, { token });
    expect(end.body).toEqual({ data: [], has_more: false, next_cursor: events.at(-1)?.id });
  });

  it("shows what happens next to whoever waits at the end", async () => {
    const waiting = await signToken();
    expect((await call("GET", "/events", { token: waiting })).body).toEqual({
      data: [],
      has_more: false,
      next_cursor: null,
    });
    const made = (await initialize(waiting, paymentBody())).body.id;
    const events = await until(
      () => readFeed(waiting, 1),
      ({ length }) => length === 2,
    );
    expect(events.map(({ type, transaction_id }) => [type, transaction_id])).toEqual([
      ["payment.initiated", made],
      ["payment.processing", made],
    ]);
  });

  it("shows a merchant its own, the operator everybody's, and takes no event of another's to go on from", async () => {
    const seen = await readFeed(stranger, 100);
    expect(new Set(seen.map(({ transaction_id }) => transaction_id))).toEqual(new Set([theirs]));
    const all = new Set((await readFeed(admin, 100)).map(({ transaction_id }) => transaction_id));
    for (const id of [paid, failed, theirs]) expect(all).toContain(id);
    expectFieldError(await call("GET", `/events?after=${seen[0]?.id}`, { token }), "after");
    expectFieldError(await call("GET", `/events?after=${crypto.randomUUID()}`, { token }), "after");
  });
});

describe("GET /audit-logs", () => {
  const typesOf = ({ body }: ApiAnswer) => body.data.map((entry: { event_type: string }) => entry.event_type);

  it("lists a payment's entries newest first, chained, as the payment itself shows them", async () => {
    const answer = await logs(`?transaction_id=${paid.toUpperCase()}`);
    const trail = (await call("GET", `/payments/${paid}`, { token })).body.audit_trail;
    expect(answer.body.data).toEqual([...trail].reverse());
    expect(trail[0]).toMatchObject({ sequence: 1, user_id: "anna", ip_address: "203.0.113.9", user_agent: agent });
    trail.forEach((entry: { sequence: number; previous_hash: string }, index: number) => {
      expect(entry.sequence).toBe(index + 1);
      if (index > 0) expect(entry.previous_hash).toBe(trail[index - 1].hash);
    });
    const verdict = await call("GET", `/payments/${paid}/audit/verify`, { token });
    expect(verdict.body).toEqual({
      valid: true,
      entries: trail.length,
      pending: 0,
      head: trail.at(-1).hash,
      first_invalid: null,
    });
  });

  it("filters by type and time", async () => {
    expect(typesOf(await logs(`?transaction_id=${paid}&event_type=refund.initiated`))).toEqual([
      "refund.initiated",
      "refund.initiated",
    ]);
    expect(typesOf(await logs("?event_type=refund.init"))).toEqual([]);
    const [entry] = (await logs(`?transaction_id=${failed}&event_type=payment.failed`)).body.data;
    const same = await logs(`?event_type=payment.failed&from=${entry.timestamp}&to=${entry.timestamp}`);
    expect(same.body.data).toEqual([entry]);
    expect(typesOf(await logs("?to=2020-01-01T00:00:00Z"))).toEqual([]);
    expect(typesOf(await logs("?from=9000-01-01T00:00:00Z"))).toEqual([]);
  });

  it("goes on by cursor until every entry was there once", async () => {
    const all = (await logs("?limit=100")).body.data;
    const seen: unknown[] = [];
    for (let cursor = ""; seen.length <= all.length; ) {
      const page = await logs(`?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.body.data);
      if (!page.body.has_more) break;
      cursor = page.body.next_cursor;
    }
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThan(6);
  });

  it("records changes of configuration with who, where from and with what, and no secret", async () => {
    const maker = await signToken({ subject: "ben" });
    const headers = { "user-agent": agent, "cf-connecting-ip": "2001:db8::7" };
    const made = await call("POST", "/api-keys", { token: maker, body: { name: "till" }, headers });
    await call("DELETE", `/api-keys/${made.body.id}`, { token: maker, headers });
    const answer = await until(
      () => logs("", maker),
      ({ body }) => body.data.length === 2,
    );
    expect(typesOf(answer)).toEqual(["api_key.revoked", "api_key.created"]);
    const who = { transaction_id: null, user_id: "ben", ip_address: "2001:db8::7", user_agent: agent };
    expect(answer.body.data).toMatchObject([
      { ...who, sequence: 2, event_data: { key_id: made.body.id } },
      { ...who, sequence: 1, event_data: { key_id: made.body.id, name: "till" } },
    ]);
    expect(answer.text).not.toContain(made.body.client_secret);
  });

  it("shows a merchant its own, the operator everybody's", async () => {
    expect((await logs(`?transaction_id=${theirs}`)).body.data).toEqual([]);
    expect((await logs(`?transaction_id=${theirs}`, stranger)).body.data).not.toEqual([]);
    expect((await logs(`?transaction_id=${theirs}`, admin)).body.data).not.toEqual([]);
  });
});
