import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-context.ts";

/** Writes one line a request: what was asked, how it ended, how long it took. Never bodies, queries or tokens. */
export const accessLog = createMiddleware<AppEnv>(async (c, next) => {
  const startedAt = Date.now();
  await next();
  c.get("logger").info("request", {
    method: c.req.method,
    path: c.req.path,
    status: c.res.status,
    duration_ms: Date.now() - startedAt,
    merchant_id: c.get("principal")?.merchantId ?? null,
  });
});
