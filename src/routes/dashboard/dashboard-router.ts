import type { Hono } from "hono";
import type { AppEnv } from "../../middleware/app-context.ts";
import { dashboardPage } from "./dashboard-page.ts";

/** Adds the dashboard, which lives at the root (contract section 3). Its files are answered before the Worker is asked. */
export function registerDashboard(app: Hono<AppEnv>): void {
  // A file that is not there any more is no page: a browser that was given one for a script could not say what is wrong.
  app.get("/dashboard/assets/*", (c) => c.notFound());
  app.get("/dashboard", dashboardPage);
  app.get("/dashboard/*", dashboardPage);
}
