import type { Lie, RequestFault } from "./fault-rule.ts";
import { isJsonObject } from "./json-input.ts";
import type { Reply } from "./reply.ts";

/** A reply, or the connection cut instead of one. */
export type Outcome = Reply | "dropped";

/** Not JSON by any reading, but looks like it at first. */
const GARBAGE = '{"id":"cp_\u0007,,"status":<html>502';

/**
 * Runs a call under a fault: `before` faults strike instead of the effect (latency alone only puts it off), the others
 * after it. `renderError` makes the body of a status that came without one.
 */
export async function applyRequestFault(
  fault: RequestFault,
  effect: () => Reply | Promise<Reply>,
  context: { sleep(ms: number): Promise<void>; renderError(code: string, message: string): unknown },
): Promise<Outcome> {
  const wait = async (): Promise<void> => {
    if (fault.latency_ms !== undefined) await context.sleep(fault.latency_ms);
  };
  if (fault.before !== true) {
    const reply = await effect();
    await wait();
    return spoil(fault, reply, context);
  }
  await wait();
  const replaces = fault.drop === true || fault.garbage === true || "status" in fault || "body" in fault;
  return replaces ? spoil(fault, { status: 200, body: {} }, context) : spoil(fault, await effect(), context);
}

function spoil(
  fault: RequestFault,
  reply: Reply,
  context: { renderError(code: string, message: string): unknown },
): Outcome {
  if (fault.drop === true) return "dropped";
  const status = fault.status ?? reply.status;
  const headers = { "content-type": "application/json; charset=utf-8" };
  if (fault.garbage === true) return { status, text: GARBAGE, headers };
  if (typeof fault.body === "string") return { status, text: fault.body, headers };
  if (fault.body !== undefined) return { status, body: fault.body };
  if (fault.status !== undefined && fault.status >= 400) {
    return { status, body: context.renderError("simulated_fault", "A fault rule of the simulator asked for this.") };
  }
  return { ...reply, status, ...(fault.lie === undefined ? {} : { body: lieAbout(reply.body, fault.lie) }) };
}

/** Replaces members of an object, or of each object in the `data` of a list. */
function lieAbout(body: unknown, lie: Lie): unknown {
  if (!isJsonObject(body)) return body;
  const { data } = body;
  if (!Array.isArray(data)) return { ...body, ...lie };
  return { ...body, data: data.map((item: unknown) => (isJsonObject(item) ? { ...item, ...lie } : item)) };
}
