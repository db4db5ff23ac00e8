import type { Deposit } from "../../domain/deposit/deposit.ts";
import { createLogger } from "../../lib/logger.ts";
import { maskFreeText } from "../../lib/redact.ts";
import type { DepositOutcome } from "../../providers/provider.ts";
import type { Gateway } from "../gateway.ts";
import { createCallContext } from "../payments/call-context.ts";

/** The permission to put one question, with the number that makes the address for its answer its own. */
interface Question {
  readonly attemptNumber: number;
  readonly sendBefore: number;
  readonly endsAt: number;
}

/** Asks the provider about money it is said to have. An answer at once counts; others come to the question's address. */
export async function askAboutDeposit(gateway: Gateway, deposit: Deposit, question: Question): Promise<void> {
  const outcome = await ask(gateway, deposit, question);
  if (outcome.kind !== "confirmed") return;
  const { id, provider, accountId, secret } = deposit;
  const arrived = { id, provider, accountId, secret, certainty: "confirmed", reported: outcome.deposit } as const;
  await gateway.callShard(id, (shard) => shard.receiveDeposit(arrived));
}

async function ask(gateway: Gateway, deposit: Deposit, question: Question): Promise<DepositOutcome> {
  const { account, fault } = await gateway.accounts.find(deposit.accountId);
  if (account === null) return { kind: "unknown", reason: fault };
  if (account.provider.verifyDeposit === undefined) return { kind: "unknown", reason: "not_supported" };
  const context = createCallContext(gateway, account, {
    id: deposit.id,
    callbackSecret: deposit.secret,
    attemptNumber: question.attemptNumber,
    sendBefore: question.sendBefore,
    deadline: question.endsAt,
  });
  try {
    return maskFreeText(await account.provider.verifyDeposit(deposit.reported, context));
  } catch (error) {
    createLogger().error("provider.adapter_failed", { provider: deposit.provider, error });
    return { kind: "unknown", reason: "adapter_failed" };
  }
}
