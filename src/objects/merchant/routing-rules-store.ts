import type { RoutingRule } from "../../domain/routing/routing-rule.ts";

/** Table of a merchant's routing rules: one row with all of them, in order. */
export const ROUTING_RULES_SCHEMA = `
  CREATE TABLE routing_rules (id INTEGER PRIMARY KEY CHECK (id = 1), doc TEXT NOT NULL);`;

/** The routing rules of one merchant. */
export interface RoutingRulesStore {
  list(): readonly RoutingRule[];
  replace(rules: readonly RoutingRule[]): void;
}

/** The store in the merchant object's own database. */
export function createRoutingRulesStore(sql: SqlStorage): RoutingRulesStore {
  return {
    list() {
      const [row] = sql.exec("SELECT doc FROM routing_rules").toArray();
      return row === undefined ? [] : (JSON.parse(String(row.doc)) as RoutingRule[]);
    },
    replace(rules) {
      sql.exec("INSERT OR REPLACE INTO routing_rules (id, doc) VALUES (1, ?)", JSON.stringify(rules));
    },
  };
}
