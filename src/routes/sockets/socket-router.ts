import type { Hono } from "hono";
import type { AppEnv } from "../../middleware/app-context.ts";
import { openSocketRoute } from "./open-socket.ts";

/** Adds the sockets, which live at the root (contract section 3). */
export function registerSockets(app: Hono<AppEnv>): void {
  app.get("/ws/transaction/:id", openSocketRoute);
  app.get("/ws/user/:id", openSocketRoute);
  app.get("/ws/merchant", openSocketRoute);
}
