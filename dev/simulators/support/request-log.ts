/** One call that the provider received; `status` is null when the connection was cut instead of answered. */
interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly idempotency_key: string | null;
  readonly status: number | null;
}

interface RouteCount {
  total: number;
  by_status: Record<string, number>;
}

/** The last requests and a counter per route, for tests that ask how often the gateway really called. */
export interface RequestLog {
  record(route: string, request: LoggedRequest): void;
  snapshot(): { requests: LoggedRequest[]; counters: Record<string, RouteCount> };
  clear(): void;
}

const KEPT_REQUESTS = 200;

/** Makes an empty log: a ring, so that a benchmark pays nothing for it. */
export function createRequestLog(): RequestLog {
  let ring: LoggedRequest[] = [];
  let next = 0;
  const counters = new Map<string, RouteCount>();
  return {
    record: (route, request) => {
      ring[next] = request;
      next = (next + 1) % KEPT_REQUESTS;
      let count = counters.get(route);
      if (count === undefined) {
        count = { total: 0, by_status: {} };
        counters.set(route, count);
      }
      const status = request.status ?? "dropped";
      count.total += 1;
      count.by_status[status] = (count.by_status[status] ?? 0) + 1;
    },
    snapshot: () => ({
      requests: ring.length < KEPT_REQUESTS ? ring.slice() : [...ring.slice(next), ...ring.slice(0, next)],
      counters: Object.fromEntries(counters),
    }),
    clear: () => {
      ring = [];
      next = 0;
      counters.clear();
    },
  };
}
