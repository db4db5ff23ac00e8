import { newCallbackSecret } from "../../domain/callback-token.ts";
import type { Deposit, DepositRoute } from "../../domain/deposit/deposit.ts";
import { depositedTerms, reportDeposited } from "../../domain/deposit/deposited-payment.ts";
import { toInboxItem } from "../../domain/inbox/inbox-item.ts";
import type { ProviderEvent } from "../../domain/inbox/provider-event.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import { findProvider } from "../../providers/registry.ts";
import type { Gateway } from "../gateway.ts";

/** Brings confirmed money to the payment that has its receipt, and notes that it is there. Both may be repeated. */
export async function deliverDeposit(gateway: Gateway, deposit: Deposit, route: DepositRoute): Promise<void> {
  const reason = route.kind === "new" ? await makePayment(gateway, deposit, route) : await pay(gateway, deposit, route);
  await gateway.callShard(deposit.id, (shard) => shard.finishDeposit(deposit.id, reason));
}

async function makePayment(gateway: Gateway, deposit: Deposit, route: DepositRoute): Promise<null> {
  const definition = findProvider(deposit.provider);
  if (definition === null) throw new Error(`no provider ${deposit.provider} for deposit ${deposit.id}`);
  const terms = depositedTerms(deposit, route, definition.description.timings, newCallbackSecret());
  await gateway.callShard(terms.id, (shard) => shard.beginDeposited(terms, deposit, route));
  return null;
}

/** Hands the money to an existing payment as an event of its own, whose fate is listed like any other's. */
async function pay(gateway: Gateway, deposit: Deposit, route: DepositRoute): Promise<string | null> {
  const { scope, receipt } = deposit.reported;
  const event: ProviderEvent = {
    id: `deposit:${deposit.id}`,
    type: route.isAssigned ? "deposit.assigned" : "deposit.applied",
    subject: { kind: "payment", reference: route.transactionId, reported: reportDeposited(deposit, route) },
    claim: { scope, receipt },
  };
  const { provider, accountId } = deposit;
  const body: JsonValue = { deposit_id: deposit.id, ...deposit.reported };
  // The receipt became this payment's when the deposit was routed.
  const arrived = { provider, accountId, event, body, signature: null, receiptClaim: "claimed" } as const;
  const item = toInboxItem(arrived, gateway.clock());
  const { status } = await gateway.callShard(item.id, (shard) => shard.receive(item, route.actor));
  return status === "held" ? "held_by_payment" : null;
}
