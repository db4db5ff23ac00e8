import type { EndpointHealth } from "../../domain/delivery/endpoint-health.ts";
import type { WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";

/** What an endpoint's object knows of its endpoint. */
export interface EndpointState {
  /** As its merchant's object has told; disabled here first when its server says so. */
  readonly endpoint: WebhookEndpoint;
  readonly isRemoved: boolean;
  readonly health: EndpointHealth;
  /** Whether the merchant's object has yet to be told that the endpoint is disabled. */
  readonly hasToReport: boolean;
  /** Until when the deliveries are spread that were made due together; the next ones come after them. */
  readonly pacedUntil: number;
}

/** The one row about the endpoint itself. */
export interface EndpointStateStore {
  find(): EndpointState | null;
  save(state: EndpointState): void;
}

/** The store in the object's own database. */
export function createEndpointStateStore(sql: SqlStorage): EndpointStateStore {
  return {
    find() {
      const [row] = sql.exec("SELECT doc FROM endpoint").toArray();
      return row === undefined ? null : (JSON.parse(String(row.doc)) as EndpointState);
    },
    save(state) {
      sql.exec("INSERT OR REPLACE INTO endpoint (one, doc) VALUES (1, ?)", JSON.stringify(state));
    },
  };
}
