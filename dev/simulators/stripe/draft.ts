import type { JsonObject } from "../support/json-input.ts";
import { newId } from "./ids.ts";
import type { CheckoutSession, PaymentIntent } from "./model.ts";
import type { Change, Step, TableName, Tables } from "./records.ts";
import { toOwner } from "./to-owner.ts";
import type { StripeView } from "./view.ts";

/** The request that an event came of; null when Stripe or the customer acted. */
export interface Cause {
  readonly requestId: string;
  readonly key: string | null;
}

/**
 * Changes in the making: reads see what was written to it, the ledger sees nothing until they are committed together,
 * so a refusal half-way leaves no trace.
 */
export interface Draft {
  readonly view: StripeView;
  /** Now, in unix seconds. */
  readonly seconds: number;
  readonly changes: readonly Change[];
  find<Name extends TableName>(table: Name, id: string): Tables[Name] | undefined;
  put<Name extends TableName>(table: Name, row: Tables[Name]): Tables[Name];
  /** Writes an event about an object of this payment; `previous` are the former values of what changed. */
  emit(type: string, about: PaymentIntent | CheckoutSession, object: JsonObject, previous?: JsonObject): void;
  /** Arms a step. */
  later(afterMs: number, subject: string, action: Step["action"]): void;
}

/** Starts a draft over the ledger as it is. */
export function createDraft(view: StripeView, cause: Cause | null): Draft {
  const changes: Change[] = [];
  const written = new Map<string, Tables[TableName]>();
  const seconds = Math.floor(view.clock() / 1000);

  const find = <Name extends TableName>(table: Name, id: string): Tables[Name] | undefined =>
    // The key holds the table's name, so what is found there is one of its rows.
    (written.get(`${table} ${id}`) as Tables[Name] | undefined) ?? view.ledger.tables[table].get(id);

  const put = <Name extends TableName>(table: Name, row: Tables[Name]): Tables[Name] => {
    written.set(`${table} ${row.id}`, row);
    changes.push({ table, row } as Change);
    return row;
  };

  return {
    view,
    seconds,
    changes,
    find,
    put,
    emit: (type, about, object, previous) => {
      const endpoint = view.endpoint();
      const sent = endpoint.url !== null && !about.sim.silent;
      const id = newId("evt");
      const event = {
        id,
        object: "event",
        api_version: endpoint.api_version,
        created: seconds,
        livemode: false,
        pending_webhooks: sent ? 1 : 0,
        type,
        request: { id: cause?.requestId ?? null, idempotency_key: cause?.key ?? null },
        data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
      };
      put("event", {
        id,
        type,
        created: seconds,
        ...toOwner(about, (sessionId) => find("session", sessionId)),
        body: JSON.stringify(event),
        state: sent ? "pending" : "unsent",
        attempts: 0,
        last_status: null,
      });
    },
    later: (afterMs, subject, action) => {
      put("step", { id: newId("step"), at: view.clock() + afterMs, subject, action });
    },
  };
}
