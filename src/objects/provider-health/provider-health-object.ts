import { DurableObject } from "cloudflare:workers";
import {
  type HealthTally,
  observe,
  type ProviderHealth,
  UNKNOWN_HEALTH,
} from "../../domain/provider-health/provider-health.ts";
import { systemClock } from "../../lib/clock.ts";
import { migrateObject, type ObjectMigration } from "../shared/sql-migrations.ts";

/** The object's schema, step by step. Append only. */
const MIGRATIONS: readonly ObjectMigration[] = [
  "CREATE TABLE health (id INTEGER PRIMARY KEY CHECK (id = 1), doc TEXT NOT NULL);",
];

/**
 * What all isolates together know of one account at a provider. It decides nothing about any payment: it only lets one
 * isolate learn from what another has met. Losing it costs a few tries.
 */
export class ProviderHealthObject extends DurableObject {
  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, MIGRATIONS);
  }

  /** Takes what an isolate has met since it last told, maybe nothing, and gives what is known now. */
  report(tally: HealthTally): ProviderHealth {
    const { sql } = this.ctx.storage;
    const [row] = sql.exec("SELECT doc FROM health").toArray();
    const before = row === undefined ? UNKNOWN_HEALTH : (JSON.parse(String(row.doc)) as ProviderHealth);
    const after = observe(before, tally, systemClock());
    if (after !== before) sql.exec("INSERT OR REPLACE INTO health (id, doc) VALUES (1, ?)", JSON.stringify(after));
    return after;
  }
}
