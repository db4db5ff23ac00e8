import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Which chain of causes the work belongs to that is going on: 32 hexadecimal digits (W3C Trace Context). It follows the
 * work through every `await`, but not into another object, queue or later request: there it is begun anew from the
 * record the work is about.
 */
const traces = new AsyncLocalStorage<string>();

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;

/** The trace that a caller has begun, or null when its `traceparent` is missing or malformed. */
export function parseTraceparent(header: string | undefined): string | null {
  return TRACEPARENT.exec(header ?? "")?.[1] ?? null;
}

/** A trace of our own. */
export function newTraceId(): string {
  return hex(16);
}

/** Does work as part of a trace; what is no trace's id changes nothing. */
export function runInTrace<Result>(traceId: string | null | undefined, work: () => Result): Result {
  return typeof traceId === "string" && TRACE_ID.test(traceId) ? traces.run(traceId, work) : work();
}

/** Does work about a record in the background: as part of the record's trace, unless a request's is going on. */
export function continueTrace<Result>(traceId: string | null | undefined, work: () => Result): Result {
  return currentTraceId() === null ? runInTrace(traceId, work) : work();
}

/** The trace of the work that is going on, or null. */
export function currentTraceId(): string | null {
  return traces.getStore() ?? null;
}

/** The trace that is going on as a member of a record that is being made, if there is one. */
export function ownTrace(): { readonly traceId?: string } {
  const traceId = currentTraceId();
  return traceId === null ? {} : { traceId };
}

/** The header that hands a trace on; each request is a span of its own. */
export function toTraceparent(traceId: string): string {
  return `00-${traceId}-${hex(8)}-01`;
}

function hex(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex");
}
