import type { JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { type MinorUnits, toMajorNumber } from "../money.ts";
import type { DepositRow } from "../projection.ts";
import type { Deposit } from "./deposit.ts";

/** The deposit's row for Postgres. */
export function toDepositRow(deposit: Deposit): DepositRow {
  const { reported } = deposit;
  return {
    id: deposit.id,
    provider: deposit.provider,
    account_id: deposit.accountId,
    scope: reported.scope,
    receipt: reported.receipt,
    status: deposit.status,
    reason: deposit.reason,
    amount_minor: reported.amountMinor,
    currency: reported.currency,
    account_reference: reported.accountReference,
    payer_name: reported.payerName,
    payer_phone: reported.payerPhone,
    transaction_id: deposit.transactionId,
    sequence: deposit.version,
    paid_at: reported.paidAt === null ? null : toRfc3339(reported.paidAt),
    created_at: toRfc3339(deposit.createdAt),
    updated_at: toRfc3339(deposit.updatedAt),
  };
}

/** A deposit in the public shape. */
export function renderDeposit(row: DepositRow): { [name: string]: JsonValue } {
  const { sequence: _, scope, payer_name: name, payer_phone: phone, ...shown } = row;
  const amount = toMajorNumber(row.amount_minor as MinorUnits, row.currency);
  return { ...shown, scope, amount, payer: { name, phone } };
}
