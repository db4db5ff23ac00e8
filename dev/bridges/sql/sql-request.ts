import type { IncomingHttpHeaders } from "node:http";
import type { SqlStatement, TransactionOptions } from "./sql-backend.ts";

/** What one POST to the bridge asks for. A single statement runs outside any explicit transaction. */
export interface SqlRequest {
  readonly statements: readonly SqlStatement[];
  readonly isBatch: boolean;
  readonly arrayMode: boolean;
  readonly transaction: TransactionOptions;
}

/** The body or a header is not what the protocol says; the message is for the caller. */
export class MalformedSqlRequest extends Error {
  override readonly name = "MalformedSqlRequest";
}

const ISOLATION_LEVELS: Record<string, string> = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
};

/** Reads Neon's request. `Neon-Connection-String` is ignored: the bridge has one database only. */
export function parseSqlRequest(body: Buffer, headers: IncomingHttpHeaders): SqlRequest {
  const json = parseObject(body);
  const isBatch = Array.isArray(json.queries);
  const statements = Array.isArray(json.queries) ? json.queries.map(parseStatement) : [parseStatement(json)];
  return {
    statements,
    isBatch,
    arrayMode: headers["neon-array-mode"] === "true" || json.arrayMode === true,
    transaction: {
      isolationLevel: parseIsolationLevel(headers["neon-batch-isolation-level"]),
      readOnly: headers["neon-batch-read-only"] === "true",
      deferrable: headers["neon-batch-deferrable"] === "true",
    },
  };
}

function parseObject(body: Buffer): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    throw new MalformedSqlRequest("the request body is not JSON");
  }
  if (!isObject(json)) throw new MalformedSqlRequest("the request body is not an object");
  return json;
}

function parseStatement(json: unknown): SqlStatement {
  if (!isObject(json) || typeof json.query !== "string") throw new MalformedSqlRequest("`query` is not a string");
  const params = json.params ?? [];
  if (!Array.isArray(params)) throw new MalformedSqlRequest("`params` is not an array");
  return { text: json.query, params: params.map(toParameterText) };
}

function parseIsolationLevel(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const level = typeof header === "string" ? ISOLATION_LEVELS[header] : undefined;
  if (level === undefined) throw new MalformedSqlRequest(`unknown Neon-Batch-Isolation-Level: ${String(header)}`);
  return level;
}

/** The driver sends strings and nulls; raw JSON values are taken as Neon's proxy takes them. */
function toParameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return toArrayText(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function toArrayText(values: readonly unknown[]): string {
  const elements = values.map((value) => {
    if (Array.isArray(value)) return toArrayText(value);
    const text = toParameterText(value);
    return text === null ? "NULL" : `"${text.replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${elements.join(",")}}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
