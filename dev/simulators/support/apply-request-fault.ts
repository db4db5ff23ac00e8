import type { Lie, RequestFault } from "./fault-rule.ts";
import { isJsonObject } from "./json-input.ts";
import type { Reply } from "./reply.ts";

/** A reply, or the connection cut instead of one. */
export type Outcome = Reply | "dropped";

/** What a fault needs of the server it strikes. */
interface FaultContext {
  sleep(ms: number): Promise<void>;
  renderError(code: string, message: string, status: number): unknown;
  lieAbout?(body: unknown, lie: Lie): unknown;
}

/** Not JSON by any reading, but looks like it at first. */
const GARBAGE = '{"id":"cp_\u0007,,"status":<html>502';

/**
 * Runs a call under a fault: `before` faults strike instead of the effect (latency alone only puts it off), the others
 * after it. `renderError` makes the body of a status that came without one, `lieAbout` finds where the members are.
 */
export async function applyRequestFault(
  fault: RequestFault,
  effect: () => Reply | Promise<Reply>,
  context: FaultContext,
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

function spoil(fault: RequestFault, reply: Reply, context: FaultContext): Outcome {
  if (fault.drop === true) return "dropped";
  const status = fault.status ?? reply.status;
  const headers = { "content-type": "application/json; charset=utf-8" };
  if (fault.garbage === true) return { status, text: GARBAGE, headers };
  if (typeof fault.body === "string") {
    const isHtml = fault.body.startsWith("<");
    return { status, text: fault.body, headers: isHtml ? { "content-type": "text/html" } : headers };
  }
  if (fault.body !== undefined) return { status, body: fault.body };
  if (fault.status !== undefined && fault.status >= 400) {
    const message = "A fault rule of the simulator asked for this.";
    return { status, body: context.renderError("simulated_fault", message, status) };
  }
  if (fault.lie === undefined) return { ...reply, status };
  return { ...reply, status, body: (context.lieAbout ?? lieAbout)(reply.body, fault.lie) };
}

/** Replaces members of an object, or of each object in the `data` of a list. */
function lieAbout(body: unknown, lie: Lie): unknown {
  if (!isJsonObject(body)) return body;
  const { data } = body;
  if (!Array.isArray(data)) return { ...body, ...lie };
  return { ...body, data: data.map((item: unknown) => (isJsonObject(item) ? { ...item, ...lie } : item)) };
}
