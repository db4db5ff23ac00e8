import type { AuditEntry } from "../../domain/audit/audit-entry.ts";
import { type AuditLogQuery, listAuditLogs as readAuditLogs } from "../../storage/postgres/audit-log-repository.ts";
import type { Gateway } from "../gateway.ts";
import { type Principal, visibleMerchant } from "../principal.ts";
import { type Page, readPage } from "../read-database.ts";

/** Audit entries the caller may see, newest first. */
export function listAuditLogs(
  gateway: Gateway,
  principal: Principal,
  query: Omit<AuditLogQuery, "merchantId">,
): Promise<Page<AuditEntry>> {
  return readPage(() => readAuditLogs(gateway.postgres, { ...query, merchantId: visibleMerchant(principal) }));
}
