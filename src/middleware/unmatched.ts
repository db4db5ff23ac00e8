import type { Hono } from "hono";
import { Problem } from "../domain/problem.ts";
import type { AppContext, AppEnv } from "./app-context.ts";
import { problemResponse } from "./problem-response.ts";

/** Answers what no route matched: 405 with `Allow` when another method would have, else 404. */
export function createUnmatchedHandler(app: Hono<AppEnv>): (c: AppContext) => Response {
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({ method, path, pattern: toPattern(path) }));
  return (c) => {
    const matching = routes.filter(({ pattern }) => pattern.test(c.req.path));
    const exact = matching.filter(({ path }) => path === c.req.path);
    const methods = [...new Set((exact.length > 0 ? exact : matching).map(({ method }) => method))];
    if (methods.length === 0) return problemResponse(c, new Problem("not_found", "There is nothing at this address."));
    const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
    const problem = new Problem("method_not_allowed", `This address answers ${allow}.`, { headers: { Allow: allow } });
    return problemResponse(c, problem);
  };
}

function toPattern(path: string): RegExp {
  const source = path
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("/");
  return new RegExp(`^${source}$`);
}
