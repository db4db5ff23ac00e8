import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { classifyDatabaseError } from "../../../src/storage/postgres/classify-database-error.ts";
import { createPostgresClient, type PostgresClient } from "../../../src/storage/postgres/postgres-client.ts";

const DATABASE_URL = "postgres://user:pa55word@ep-1.eu-central-1.aws.neon.tech/gateway";
const ONE = '{"command":"SELECT","rowCount":1,"rowAsArray":true,"fields":[],"rows":[]}';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A stand-in for the SQL endpoint; `requests` counts what reached it. */
async function startEndpoint(answer: (response: ServerResponse, body: string) => void) {
  const seen = { requests: 0, headers: {} as NodeJS.Dict<string | string[]> };
  const server = createServer((request, response) => {
    seen.requests += 1;
    seen.headers = request.headers;
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => answer(response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sql` };
}

const clientOf = (endpoint: string, timeoutMs = 5_000) =>
  createPostgresClient({ databaseUrl: DATABASE_URL, endpoint, timeoutMs });
const answerWith = (status: number, body: string) => (response: ServerResponse) =>
  void response.writeHead(status, { "content-type": "application/json" }).end(body);

/** What becomes of a single query (drizzle wraps its error) and of a batch (it does not). */
async function failuresOf(client: PostgresClient) {
  const query = () => client.db.execute(sql`select ${"SENTINEL parameter"} as sentinel`);
  const errors: unknown[] = await Promise.all(
    [query(), client.db.batch([query()])].map((call) =>
      Promise.resolve(call).then(
        () => null,
        (error: unknown) => error,
      ),
    ),
  );
  return errors.map((error) => (error === null ? null : classifyDatabaseError(error)));
}

async function failureOf(client: PostgresClient) {
  const [single, batch] = await failuresOf(client);
  expect(batch).toEqual(single);
  expect(JSON.stringify(single)).not.toMatch(/SENTINEL|select|pa55word|neon\.tech/);
  return single;
}

describe("the client", () => {
  it("pings", async () => {
    const { seen, endpoint } = await startEndpoint(answerWith(200, ONE));
    await clientOf(endpoint).ping();
    expect(seen.requests).toBe(1);
    expect(seen.headers["neon-connection-string"]).toContain("ep-1.eu-central-1.aws.neon.tech");
  });

  it("keeps the endpoints of several clients apart", async () => {
    const [first, second] = [await startEndpoint(answerWith(200, ONE)), await startEndpoint(answerWith(200, ONE))];
    const clients = [clientOf(first.endpoint), clientOf(second.endpoint)];
    await Promise.all([...clients, ...clients.slice(0, 1)].map((client) => client.ping()));
    expect([first.seen.requests, second.seen.requests]).toEqual([2, 1]);
  });

  it("gives every call its own time", async () => {
    let delayMs = 0;
    const { endpoint } = await startEndpoint((response) => setTimeout(() => answerWith(200, ONE)(response), delayMs));
    const client = clientOf(endpoint, 150);
    delayMs = 100;
    for (let call = 0; call < 3; call += 1) await client.ping();
    delayMs = 1_000;
    await expect(client.ping()).rejects.toThrow();
    delayMs = 0;
    await client.ping();
  });
});

describe("a failed call is `unavailable` when", () => {
  it.each([
    ["the endpoint answers 500", answerWith(500, '{"message":"SENTINEL"}'), "HTTP status 500"],
    ["the endpoint answers 503 in HTML", answerWith(503, "<h1>SENTINEL</h1>"), "HTTP status 503"],
    ["the endpoint answers 429", answerWith(429, "{}"), "HTTP status 429"],
    [
      "the proxy refuses without SQLSTATE",
      answerWith(400, '{"message":"SENTINEL password authentication"}'),
      "no usable answer",
    ],
    ["a 400 is not JSON", answerWith(400, "SENTINEL"), "no usable answer"],
    ["a 200 is not JSON", answerWith(200, "SENTINEL"), "no usable answer"],
    ["nothing is ever answered", () => undefined, "no answer within 300 ms"],
    [
      "the answer stops in the middle",
      (response: ServerResponse) => void response.writeHead(200).write('{"SENTINEL'),
      "no answer within 300 ms",
    ],
    [
      "the connection is cut in the middle",
      (response: ServerResponse) => {
        response.writeHead(200, { "content-length": "1000" }).write('{"SENTINEL');
        setTimeout(() => response.destroy(), 20);
      },
      "no usable answer",
    ],
  ])("%s", async (_, answer, summary) => {
    const { endpoint } = await startEndpoint(answer);
    expect(await failureOf(clientOf(endpoint, 300))).toEqual({ kind: "unavailable", sqlState: null, summary });
  });

  it("nobody listens", async () => {
    const client = clientOf("http://127.0.0.1:1/sql");
    expect(await failureOf(client)).toEqual({ kind: "unavailable", sqlState: null, summary: "no usable answer" });
  });
});

describe("a failed call is told by its SQLSTATE:", () => {
  it.each([
    ["22P05", "data"],
    ["23505", "data"],
    ["54000", "data"],
    ["08006", "unavailable"],
    ["28P01", "unavailable"],
    ["40001", "unavailable"],
    ["40P01", "unavailable"],
    ["53300", "unavailable"],
    ["57014", "unavailable"],
    ["57P01", "unavailable"],
    ["58030", "unavailable"],
    ["XX000", "unavailable"],
    ["25006", "unavailable"],
    ["40003", "conflict"],
    ["55P03", "conflict"],
    ["42P01", "bug"],
    ["42601", "bug"],
    ["21000", "bug"],
  ])("%s is %s", async (code, kind) => {
    const detail = "Key (reference)=(SENTINEL) already exists.";
    const body = {
      message: "SENTINEL select",
      code,
      detail,
      table: "transactions",
      constraint: "transactions_idempotency",
    };
    const { endpoint } = await startEndpoint(answerWith(400, JSON.stringify(body)));
    const summary = `SQLSTATE ${code}, table transactions, constraint transactions_idempotency`;
    expect(await failureOf(clientOf(endpoint))).toEqual({ kind, sqlState: code, summary });
  });

  it("an answer of 413 is `data`: so many rows can never be taken at once", async () => {
    const { endpoint } = await startEndpoint(answerWith(413, "{}"));
    expect(await failureOf(clientOf(endpoint))).toEqual({ kind: "data", sqlState: null, summary: "HTTP status 413" });
  });
});

describe("an error that is not the database's", () => {
  it.each([new TypeError("SENTINEL"), "SENTINEL", null, undefined, { code: "23505" }])("is a bug: %s", (error) => {
    const report = classifyDatabaseError(error);
    expect(report).toMatchObject({ kind: "bug", sqlState: null });
    expect(report.summary).not.toContain("SENTINEL");
  });

  it("ends the search when errors cause each other", () => {
    const error = new Error("a");
    error.cause = error;
    expect(classifyDatabaseError(error).kind).toBe("bug");
  });
});
