import { Hono } from "hono";
import { accessLog } from "./middleware/access-log.ts";
import type { AppEnv } from "./middleware/app-context.ts";
import { crossOrigin } from "./middleware/cross-origin.ts";
import { handleError } from "./middleware/problem-response.ts";
import { requestId } from "./middleware/request-id.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { createUnmatchedHandler } from "./middleware/unmatched.ts";
import { API_BASE, registerApi } from "./routes/api-router.ts";
import { registerDashboard } from "./routes/dashboard/dashboard-router.ts";
import { docsPage } from "./routes/operations/docs-page.ts";
import { registerSockets } from "./routes/sockets/socket-router.ts";
import { gatewayOf } from "./services/gateway.ts";

/** The HTTP application: middleware in order, endpoints, and the two places where everything else ends. */
export function createApp(): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(requestId, securityHeaders, accessLog, async (c, next) => {
    c.set("gateway", gatewayOf(c.env));
    await next();
  });
  app.use(crossOrigin);
  registerApi(app);
  app.get(`${API_BASE}/docs`, docsPage);
  registerSockets(app);
  registerDashboard(app);
  app.notFound(createUnmatchedHandler(app));
  app.onError(handleError);
  return app;
}
