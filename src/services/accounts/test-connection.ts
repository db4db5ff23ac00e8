import { Problem } from "../../domain/problem.ts";
import { platformAccountId } from "../../domain/provider-account/account-id.ts";
import { versionIdOf } from "../../domain/provider-account/provider-account.ts";
import { createLogger } from "../../lib/logger.ts";
import type { ConnectionOutcome } from "../../providers/provider.ts";
import type { Gateway } from "../gateway.ts";
import { createAccountContext } from "../payments/call-context.ts";
import type { Caller } from "../principal.ts";
import { accountUnavailable } from "./account-unavailable.ts";
import { ownerIdOf } from "./owner-id.ts";
import type { ProviderAccount } from "./provider-account.ts";

/** What the test of an account came to. */
export interface ConnectionTest {
  readonly account: ProviderAccount;
  readonly outcome: ConnectionOutcome | { readonly kind: "not_supported" };
  /** From asking to knowing, milliseconds; null when nothing was asked. */
  readonly latencyMs: number | null;
}

/** More than a provider in order needs, and less than a person waits. */
const TEST_MS = 10_000;

/**
 * Asks a provider something harmless with the account of an owner: its own, switched off or not, else the platform's,
 * else the environment's. Throws `provider_unavailable` where there is none, `account_unavailable` for one that cannot be
 * opened.
 */
export async function testConnection(
  gateway: Gateway,
  caller: Caller,
  merchantId: string | null,
  provider: string,
): Promise<ConnectionTest> {
  const account = await findAccount(gateway, merchantId, provider);
  const startedAt = gateway.clock();
  const outcome = await ask(gateway, account);
  const latencyMs = outcome.kind === "not_supported" ? null : Math.max(0, gateway.clock() - startedAt);
  createLogger().info("account.tested", {
    provider,
    account_id: account.id,
    outcome: outcome.kind,
    reason: "reason" in outcome ? outcome.reason : null,
    user_id: caller.actor.userId,
  });
  return { account, outcome, latencyMs };
}

async function findAccount(gateway: Gateway, merchantId: string | null, provider: string): Promise<ProviderAccount> {
  const owners = merchantId === null ? [null] : [merchantId, null];
  for (const owner of owners) {
    const found = await gateway.callMerchant(ownerIdOf(owner), (object) => object.findAccount(provider));
    if (found === null || found.current === null) continue;
    const { account, fault } = await gateway.accounts.find(versionIdOf(found.current));
    if (account === null) throw accountUnavailable(fault);
    return account;
  }
  const environments = gateway.accounts.platform.get(platformAccountId(provider));
  if (environments === undefined) throw new Problem("provider_unavailable", "This provider is not set up here.");
  return environments;
}

async function ask(gateway: Gateway, account: ProviderAccount): Promise<ConnectionTest["outcome"]> {
  if (account.provider.testConnection === undefined) return { kind: "not_supported" };
  try {
    return await account.provider.testConnection(createAccountContext(gateway, account, TEST_MS));
  } catch (error) {
    createLogger().error("provider.adapter_failed", { provider: account.definition.description.name, error });
    return { kind: "unreachable", reason: "adapter_failed" };
  }
}
