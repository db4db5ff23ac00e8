import { parseAccountReference } from "../../domain/account-reference.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Deposit, DepositRoute } from "../../domain/deposit/deposit.ts";
import { depositedPaymentId } from "../../domain/deposit/deposited-payment.ts";
import { isMeantFor, isSpokenFor } from "../../domain/deposit/match-payment.ts";
import type { DepositStep } from "../../domain/deposit/next-deposit-step.ts";
import type { ShardId } from "../../domain/identifiers.ts";
import { assertNever } from "../../lib/assert-never.ts";
import type { Gateway } from "../gateway.ts";
import { askAboutDeposit } from "./ask-about-deposit.ts";
import { deliverDeposit } from "./deliver-deposit.ts";
import { findReferencedPayment } from "./find-referenced-payment.ts";

/** More steps than a deposit has: told, confirmed, routed, delivered. */
const MAX_STEPS = 5;

/**
 * Takes a deposit as far as it goes now, step by step as its shard hands them out. May be called by anybody at any time,
 * any number of times; a step that fails is handed out again later.
 */
export async function advanceDeposit(gateway: Gateway, id: ShardId): Promise<void> {
  for (let count = 0; count < MAX_STEPS; count += 1) {
    const task = await gateway.callShard(id, (shard) => shard.nextDepositStep(id));
    if (task === null || task.step.kind === "none") return;
    await takeStep(gateway, task.deposit, task.step);
  }
}

async function takeStep(
  gateway: Gateway,
  deposit: Deposit,
  step: Exclude<DepositStep, { kind: "none" }>,
): Promise<void> {
  switch (step.kind) {
    case "ask":
      return askAboutDeposit(gateway, deposit, step);
    case "route": {
      const named = await findNamedRoute(gateway, deposit);
      const fallback = await findOwnersRoute(gateway, deposit);
      return gateway.callShard(deposit.id, (shard) => shard.routeDeposit(deposit.id, named, fallback));
    }
    case "deliver":
      return deliverDeposit(gateway, deposit, step.route);
    default:
      return assertNever(step);
  }
}

/** The way to the payment that the payer named, if there is one whose money this can be. */
async function findNamedRoute(gateway: Gateway, { reported, accountId }: Deposit): Promise<DepositRoute | null> {
  const reference = parseAccountReference(reported.accountReference ?? "");
  const payment = reference === null ? null : await findReferencedPayment(gateway, reference);
  if (payment === null || !isMeantFor(payment, reported, accountId) || isSpokenFor(payment, reported)) return null;
  return {
    kind: "payment",
    transactionId: payment.id,
    merchantId: payment.merchantId,
    isHandle: payment.paymentMethod === "c2b" && payment.providerTransactionId === null,
    actor: systemActor("deposits"),
    isAssigned: false,
  };
}

/** The way to a new payment of the merchant whose account it is, if the account is one merchant's. */
async function findOwnersRoute(gateway: Gateway, { accountId, reported }: Deposit): Promise<DepositRoute | null> {
  const { account } = await gateway.accounts.find(accountId);
  const merchantId = account?.provider.ownerMerchantId;
  if (merchantId === undefined) return null;
  return {
    kind: "new",
    transactionId: depositedPaymentId(merchantId, reported),
    merchantId,
    isHandle: true,
    actor: systemActor("deposits"),
    isAssigned: false,
  };
}
