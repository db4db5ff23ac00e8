import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { systemActor } from "../../../../src/domain/actor.ts";
import type { Deposit } from "../../../../src/domain/deposit/deposit.ts";
import { receiptIdOf } from "../../../../src/domain/deposit/receipt-id.ts";
import type { ProviderEvent } from "../../../../src/domain/inbox/provider-event.ts";
import type { ReportedDeposit } from "../../../../src/domain/outcome.ts";
import type { CallContext, DepositOutcome, PaymentProvider } from "../../../../src/providers/provider.ts";
import type { ProviderAccount } from "../../../../src/services/accounts/provider-account.ts";
import { advanceDeposit } from "../../../../src/services/deposits/advance-deposit.ts";
import { receiveDeposit } from "../../../../src/services/deposits/receive-deposit.ts";
import { type Gateway, gatewayOf } from "../../../../src/services/gateway.ts";
import { directoryOf } from "../../../support/account-directory.ts";
import { shardOf } from "../../../support/shards.ts";
import { onShard } from "./shard.ts";

/** A till of CPay's that money is paid into by hand, and a gateway that works with it. */
export interface Till {
  readonly gateway: Gateway;
  readonly account: ProviderAccount;
  /** Addresses for answers, one for each question that was put. */
  readonly questions: string[];
  /** What the next questions are answered with. */
  answer: DepositOutcome;
}

/** The account whose deposits these are. */
const ACCOUNT_ID = "platform:cpay";

/** CPay as it would be if it took deposits: its account, with questions answered as the test says. */
export function openTill(members: Partial<PaymentProvider> = {}): Till {
  const gateway = gatewayOf(env);
  const cpay = gateway.accounts.platform.get(ACCOUNT_ID);
  if (cpay === undefined) throw new Error("CPay is not set up");
  const questions: string[] = [];
  const verifyDeposit = (_: ReportedDeposit, context: CallContext) => {
    questions.push(context.callbackAddress("status"));
    return Promise.resolve(till.answer);
  };
  const account: ProviderAccount = { ...cpay, provider: { ...cpay.provider, verifyDeposit, ...members } };
  const till: Till = {
    gateway: { ...gateway, accounts: directoryOf(new Map([[account.id, account]])) },
    account,
    questions,
    answer: { kind: "asked" },
  };
  return till;
}

/** Money as a payer sends it: 1000.00 KES with a receipt of its own. */
export function paidIn(accountReference: string, changes: Partial<ReportedDeposit> = {}): ReportedDeposit {
  return {
    receipt: crypto.randomUUID().replaceAll("-", "").slice(0, 20).toUpperCase(),
    scope: "600638",
    amountMinor: 100_000,
    currency: "KES",
    accountReference,
    payerName: "JANE W",
    payerPhone: "2547*****149",
    paidAt: Date.now() - 1_000,
    ...changes,
  };
}

/** Word of money, brought to the gateway as a callback would be; ends when what follows from it has been done. */
export async function bring(till: Till, certainty: "told" | "confirmed", deposit: ReportedDeposit) {
  const event: ProviderEvent = {
    id: `${certainty}:${deposit.receipt}`,
    type: `deposit.${certainty}`,
    subject: { kind: "deposit", certainty, deposit },
  };
  const work: Promise<unknown>[] = [];
  const actor = systemActor("test");
  const receipt = await receiveDeposit(till.gateway, till.account, event, actor, (promise) => work.push(promise));
  await Promise.all(work);
  return receipt;
}

/** The same money told of, and then confirmed. */
export async function bringConfirmed(till: Till, deposit: ReportedDeposit): Promise<Deposit> {
  await bring(till, "told", deposit);
  await bring(till, "confirmed", deposit);
  return readDeposit(deposit);
}

/** The deposit as its shard holds it. */
export async function readDeposit({ scope, receipt }: ReportedDeposit): Promise<Deposit> {
  const id = receiptIdOf(ACCOUNT_ID, { scope, receipt });
  const deposit = await onShard(id, (shard) => shard.readDeposit(id));
  if (deposit === null) throw new Error("there is no such deposit");
  return deposit;
}

/** Goes on with a deposit as if so much time had passed for it. */
export async function advanceAfter(till: Till, ms: number, { scope, receipt }: ReportedDeposit): Promise<Deposit> {
  const id = receiptIdOf(ACCOUNT_ID, { scope, receipt });
  await runInDurableObject(shardOf(id), (_, { storage }) => {
    for (const moment of ["createdAt", "settlesAt", "dueAt"]) {
      const path = `$.${moment}`;
      storage.sql.exec(
        `UPDATE receipts SET doc = json_set(doc, '${path}', json_extract(doc, '${path}') - ?)
         WHERE id = ? AND json_extract(doc, '${path}') IS NOT NULL`,
        ms,
        id,
      );
    }
  });
  await advanceDeposit(till.gateway, id);
  return readDeposit({ scope, receipt } as ReportedDeposit);
}
