import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-context.ts";

/** Lets the configured origins, and no others, read answers in a browser. */
export const crossOrigin = createMiddleware<AppEnv>((c, next) => {
  const { corsOrigins } = c.get("gateway").config;
  if (corsOrigins.length === 0) return next();
  return cors({
    origin: (origin) => (corsOrigins.includes(origin) ? origin : null),
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"],
    exposeHeaders: ["X-Request-Id", "Retry-After", "RateLimit-Policy", "Idempotent-Replayed"],
    maxAge: 600,
  })(c, next);
});
