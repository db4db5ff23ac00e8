import { createMiddleware } from "hono/factory";
import { hasCardData } from "../lib/card-data.ts";
import { createLogger } from "../lib/logger.ts";
import { newTraceId, parseTraceparent, runInTrace } from "../lib/trace.ts";
import type { AppEnv } from "./app-context.ts";

const VALID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** Gives every request an id, keeping a valid one that came with it, a logger that carries it, and a trace. */
export const requestId = createMiddleware<AppEnv>(async (c, next) => {
  const given = c.req.header("x-request-id");
  const id = given !== undefined && VALID.test(given) && !hasCardData(given) ? given : crypto.randomUUID();
  c.set("requestId", id);
  c.set("logger", createLogger({ request_id: id }));
  // A caller that traces its requests finds ours under its own trace.
  await runInTrace(parseTraceparent(c.req.header("traceparent")) ?? newTraceId(), next);
  c.header("X-Request-Id", id);
});
