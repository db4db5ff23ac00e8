import type { IncomingMessage, ServerResponse } from "node:http";
import { type ListenOptions, type RunningServer, readBody, sendJson, startHttpServer } from "../http-server.ts";
import { DatabaseUnavailable, type SqlBackend, type SqlResult } from "./sql-backend.ts";
import { isStatementError, toErrorBody } from "./sql-error.ts";
import { MalformedSqlRequest, parseSqlRequest, type SqlRequest } from "./sql-request.ts";

/** Neon's own limits, so that what is too large there is too large here. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const MAX_RESPONSE_BYTES = 10 * 1024 * 1024;

const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "*",
};

/**
 * Serves Neon's SQL-over-HTTP protocol at `POST /sql`, whatever the content type. Every value leaves as PostgreSQL
 * text, which is what the driver asks for; the backend stays the caller's to close.
 */
export async function startSqlBridge(options: ListenOptions & { backend: SqlBackend }): Promise<RunningServer> {
  const server = await startHttpServer(options, (request, response) => answer(request, response, options.backend));
  return { url: `${server.url}/sql`, close: server.close };
}

async function answer(request: IncomingMessage, response: ServerResponse, backend: SqlBackend): Promise<void> {
  const send = (status: number, body: unknown, headers?: Record<string, string>) =>
    sendJson(response, status, body, { ...CORS_HEADERS, ...headers });
  if (request.url?.split("?")[0] !== "/sql") return send(404, { message: "the SQL bridge answers at /sql" });
  if (request.method === "OPTIONS") return send(200, {});
  if (request.method !== "POST") return send(405, { message: "use POST" }, { allow: "POST, OPTIONS" });
  const body = await readBody(request, MAX_REQUEST_BYTES);
  if (body === null) return send(413, { message: "the request is larger than 10 MiB" });
  try {
    const sqlRequest = parseSqlRequest(body, request.headers);
    const text = JSON.stringify(await run(backend, sqlRequest));
    if (Buffer.byteLength(text) > MAX_RESPONSE_BYTES) return send(507, { message: "the response is over 10 MiB" });
    send(200, text);
  } catch (error) {
    if (error instanceof MalformedSqlRequest) return send(400, { message: error.message, code: null });
    if (isStatementError(error)) return send(400, toErrorBody(error));
    if (error instanceof DatabaseUnavailable) return send(503, { message: `database unavailable: ${error.message}` });
    throw error;
  }
}

async function run(backend: SqlBackend, request: SqlRequest): Promise<unknown> {
  if (request.isBatch) {
    const results = await backend.runBatch(request.statements, request.transaction);
    return { results: results.map((result) => toWire(result, request.arrayMode)) };
  }
  const [statement] = request.statements;
  if (statement === undefined) throw new MalformedSqlRequest("no query");
  return toWire(await backend.run(statement), request.arrayMode);
}

function toWire(result: SqlResult, arrayMode: boolean): unknown {
  return {
    command: result.command,
    rowCount: result.rowCount,
    rowAsArray: arrayMode,
    fields: result.fields.map((field) => ({ ...field, format: "text" })),
    rows: arrayMode ? result.rows : result.rows.map((row) => toObject(row, result)),
  };
}

function toObject(row: readonly (string | null)[], result: SqlResult): Record<string, string | null> {
  return Object.fromEntries(result.fields.map((field, index) => [field.name, row[index] ?? null]));
}
