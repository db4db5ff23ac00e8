import { type ApiAnswer, call } from "../../../support/gateway.ts";
import { freshAddress } from "./expect-problem.ts";
import { fillPath, type Route } from "./route-table.ts";

/** What is different from a route's good request. */
export interface Variation {
  readonly token?: string;
  readonly id?: string;
  readonly query?: string;
  readonly body?: unknown;
  readonly rawBody?: string;
  readonly headers?: Record<string, string>;
}

/** The route's good request, varied; each from an address of its own and with a key of its own. */
export function askRoute(route: Route, { id, query = "", headers, ...rest }: Variation): Promise<ApiAnswer> {
  const payload = rest.rawBody === undefined && route.body !== undefined ? { body: rest.body ?? route.body } : {};
  return call(route.method, `${fillPath(route, id)}${query}`, {
    ...rest,
    ...payload,
    headers: {
      "cf-connecting-ip": freshAddress(),
      ...(route.needsKey ? { "idempotency-key": crypto.randomUUID() } : {}),
      ...headers,
    },
  });
}
