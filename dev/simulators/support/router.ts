import type { IncomingHttpHeaders } from "node:http";
import type { Reply } from "./reply.ts";

/** A request as handlers see it: body read, path matched. */
export interface SimulatorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: Buffer;
  /** The text in place of `:id` in the route's pattern; empty when the pattern has none. */
  readonly id: string;
}

/** One method and path; `/_sim/…` routes are control routes, which know no faults, no latency and no log. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** A literal path, with at most one `:id` segment. */
  readonly pattern: string;
  readonly handle: (request: SimulatorRequest) => Reply | Promise<Reply>;
}

type RouteMatch =
  | { readonly kind: "found"; readonly route: Route; readonly id: string }
  | { readonly kind: "wrong_method"; readonly allow: string }
  | { readonly kind: "unknown" };

/** Finds the route of a request: literal paths by look-up, the few with an id by prefix and suffix. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => RouteMatch {
  const literal = new Map<string, Route>();
  const withId: { route: Route; prefix: string; suffix: string }[] = [];
  for (const route of routes) {
    const [prefix = "", suffix] = route.pattern.split(":id");
    if (suffix === undefined) literal.set(`${route.method} ${route.pattern}`, route);
    else withId.push({ route, prefix, suffix });
  }

  const find = (method: string, path: string): RouteMatch | undefined => {
    const exact = literal.get(`${method} ${path}`);
    if (exact !== undefined) return { kind: "found", route: exact, id: "" };
    for (const { route, prefix, suffix } of withId) {
      if (route.method !== method || !path.startsWith(prefix) || !path.endsWith(suffix)) continue;
      const id = path.slice(prefix.length, path.length - suffix.length);
      if (id !== "" && !id.includes("/")) return { kind: "found", route, id };
    }
    return undefined;
  };

  return (method, path) => {
    const found = find(method, path);
    if (found !== undefined) return found;
    const allowed = ["GET", "POST", "DELETE"].filter((other) => find(other, path) !== undefined);
    return allowed.length > 0 ? { kind: "wrong_method", allow: allowed.join(", ") } : { kind: "unknown" };
  };
}
