import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-context.ts";

/** Headers for answers that are data: nothing may be guessed, framed, run or kept. */
export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  c.header("X-Content-Type-Options", "nosniff");
  c.header("X-Frame-Options", "DENY");
  c.header("Referrer-Policy", "no-referrer");
  c.header("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  if (!c.res.headers.has("Content-Security-Policy")) {
    c.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
});
