// The list of tables that drizzle-kit makes migrations from. Code imports a table from its own file.
export { apiKeys } from "./api-keys.ts";
export { archives } from "./archives.ts";
export { auditLogs } from "./audit-logs.ts";
export { deposits } from "./deposits.ts";
export { events } from "./events.ts";
export { merchants } from "./merchants.ts";
export { payouts } from "./payouts.ts";
export { providerConfigs } from "./provider-configs.ts";
export { refunds } from "./refunds.ts";
export { rollupPeriods } from "./rollup-periods.ts";
export { rollupTotals } from "./rollup-totals.ts";
export { transactions } from "./transactions.ts";
export { webhookEvents } from "./webhook-events.ts";
