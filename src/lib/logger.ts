import type { JsonValue } from "./canonical-json.ts";
import { toRedactedJson } from "./redact.ts";
import { currentTraceId } from "./trace.ts";

/** Structured members of a log line. */
export type LogFields = { readonly [name: string]: unknown };

/**
 * Writes one JSON object a line, with the trace of the work that is going on; members with secret names are redacted,
 * errors reduced to name and message.
 */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const MAX_LINE_CHARACTERS = 16_384;

/** A logger whose lines all carry the given members, such as a request id. */
export function createLogger(context: LogFields = {}): Logger {
  const write = (level: "info" | "warn" | "error", event: string, fields: LogFields = {}) => {
    const line = toRedactedJson(expandErrors({ ...context, ...fields }), MAX_LINE_CHARACTERS);
    const members = line !== null && typeof line === "object" && !Array.isArray(line) ? line : { fields: line };
    const traceId = currentTraceId();
    const trace = traceId === null ? {} : { trace_id: traceId };
    console[level](JSON.stringify({ level, event, time: new Date().toISOString(), ...trace, ...members }));
  };
  return {
    info: (event, fields) => write("info", event, fields),
    warn: (event, fields) => write("warn", event, fields),
    error: (event, fields) => write("error", event, fields),
  };
}

function expandErrors(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describeError(value) : value]),
  );
}

/** Name, message and stack of an error and its causes. Errors of stores hold parameters: pass their summary instead. */
function describeError(error: Error): JsonValue {
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? null,
    cause: error.cause instanceof Error ? describeError(error.cause) : null,
  };
}
