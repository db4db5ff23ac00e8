import { accountTailOf } from "../../domain/callback-token.ts";
import { deriveDetachedId } from "../../domain/identifiers.ts";
import { Problem } from "../../domain/problem.ts";
import { familyOf, parseAccountId } from "../../domain/provider-account/account-id.ts";
import { LOOK_LEASE_MS, SEND_WITHIN_MS } from "../../domain/pursuit.ts";
import { createLogger } from "../../lib/logger.ts";
import type { RegistrationOutcome } from "../../providers/provider.ts";
import { ownerIdOf } from "../accounts/owner-id.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";
import { createCallContext } from "../payments/call-context.ts";
import type { Caller } from "../principal.ts";

/**
 * Tells a provider where to announce money that nobody asked for. The addresses are always the same, since providers
 * let them be registered once; `refused` may just mean that they are.
 */
export async function registerDepositAddresses(
  gateway: Gateway,
  caller: Caller,
  merchantId: string | null,
  providerName: string,
): Promise<RegistrationOutcome> {
  const { account } = await gateway.accounts.current(ownerIdOf(merchantId), providerName);
  if (account === null || (parseAccountId(account.id)?.merchantId ?? null) !== merchantId)
    throw new Problem("provider_unavailable", "This provider is not set up here.");
  const { title } = account.definition.description;
  const { noticeSecret, registerDepositAddresses: register } = account.provider;
  if (register === undefined || noticeSecret === undefined) {
    throw new Problem("not_supported_by_provider", `${title} announces no deposits.`);
  }
  const outcome = await registerOnce(gateway, account, noticeSecret);
  const reason = outcome.kind === "registered" ? null : outcome.reason;
  createLogger().info("deposit.addresses", {
    provider: providerName,
    outcome: outcome.kind,
    reason,
    user_id: caller.actor.userId,
  });
  return outcome;
}

async function registerOnce(
  gateway: Gateway,
  account: ProviderAccount,
  noticeSecret: string,
): Promise<RegistrationOutcome> {
  const now = gateway.clock();
  const isEnvironments = familyOf(account.id) === account.id;
  const context = createCallContext(gateway, account, {
    id: deriveDetachedId("account", familyOf(account.id)),
    ...(isEnvironments ? {} : { accountTail: accountTailOf(familyOf(account.id)) }),
    callbackSecret: noticeSecret,
    attemptNumber: 1,
    sendBefore: now + SEND_WITHIN_MS,
    deadline: now + LOOK_LEASE_MS,
  });
  try {
    const outcome = await account.provider.registerDepositAddresses?.(context);
    return outcome ?? { kind: "unknown", reason: "not_supported" };
  } catch (error) {
    createLogger().error("provider.adapter_failed", { provider: account.definition.description.name, error });
    return { kind: "unknown", reason: "adapter_failed" };
  }
}
