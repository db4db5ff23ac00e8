import { env } from "cloudflare:workers";
import { deriveTransactionId } from "../../../../src/domain/identifiers.ts";
import type { InboxItem } from "../../../../src/domain/inbox/inbox-item.ts";
import { toInboxItem } from "../../../../src/domain/inbox/inbox-item.ts";
import type { ProviderEventSubject } from "../../../../src/domain/inbox/provider-event.ts";
import type { MinorUnits } from "../../../../src/domain/money.ts";
import type { PayoutOutcome, ReportedPayout } from "../../../../src/domain/outcome.ts";
import type { Payout, PayoutTerms } from "../../../../src/domain/payout/payout.ts";
import { SCOPES } from "../../../../src/domain/token-claims.ts";
import { cpay } from "../../../../src/providers/cpay/index.ts";
import type { ProviderDefinition } from "../../../../src/providers/provider.ts";
import { type Gateway, gatewayOf } from "../../../../src/services/gateway.ts";
import type { Answer } from "../../../../src/services/payments/payment-request.ts";
import { createPayout } from "../../../../src/services/payouts/create-payout.ts";
import { directoryOf } from "../../../support/account-directory.ts";
import { ACTOR } from "./shard.ts";

/** Looks are made by the tests themselves: no timer comes between. */
const TIMINGS = { ...cpay.description.timings, firstLookMs: 3_600_000 };

/** What a provider of payouts does in a test; the default knows nothing and completes everything. */
export interface PayoutDoings {
  send?(payout: Payout): Promise<PayoutOutcome>;
  verify?(payout: Payout): Promise<PayoutOutcome>;
  readonly definition?: Partial<ProviderDefinition>;
}

/** The gateway with a CPay that makes payouts, as far as a test says how. */
export function payoutGateway(doings: PayoutDoings = {}): Gateway {
  const gateway = gatewayOf(env);
  const account = gateway.accounts.platform.get("platform:cpay");
  if (account === undefined) throw new Error("the platform has no account at CPay");
  const { description } = account.definition;
  const capabilities = { ...description.capabilities, payout: true };
  const definition = {
    ...account.definition,
    description: { ...description, capabilities, payoutTimings: TIMINGS },
    ...doings.definition,
  };
  const done = async (payout: Payout): Promise<PayoutOutcome> => ({ ...reportOf(payout, "completed"), exchange: null });
  const provider = { ...account.provider, sendPayout: doings.send ?? done, verifyPayout: doings.verify ?? done };
  return { ...gateway, accounts: directoryOf(new Map([[account.id, { ...account, definition, provider }]])) };
}

/** What a provider says of a payout. */
export function reportOf(payout: Payout, status: ReportedPayout["status"]): ReportedPayout {
  return {
    kind: "reported",
    status,
    providerTransactionId: `po_${payout.id}`,
    receipt: status === "completed" ? `R-${payout.id}` : null,
    amountMinor: payout.amountMinor,
    currency: payout.currency,
    failure: null,
  };
}

/** Asks for a payout of 500.00 KES through the service, as the route does. */
export async function askPayout(
  gateway: Gateway,
  merchantId: string,
  key: string,
  overrides: Partial<Parameters<typeof createPayout>[2]> = {},
): Promise<Answer & { readonly shown: Record<string, unknown> }> {
  const request = {
    provider: "cpay",
    amountMinor: 50_000 as MinorUnits,
    currency: "KES",
    recipient: { phone: "+254700000000", name: "Jane" },
    reference: null,
    reason: null,
    metadata: {},
    ...overrides,
  };
  const caller = { principal: { subject: "test-user", merchantId, scopes: new Set(SCOPES) }, actor: ACTOR };
  const identity = { idempotencyKey: key, fingerprint: JSON.stringify(request) };
  const answer = await createPayout(gateway, caller, request, identity, (work) => void work.catch(() => undefined));
  return { ...answer, shown: JSON.parse(answer.body) };
}

/** The id that a merchant's key will have. */
export function payoutIdOf(merchantId: string, key: string) {
  return deriveTransactionId(merchantId, "payout", key);
}

/** Terms as the Worker makes them of a request, for a payout whose Worker dies before it can act. */
export function payoutTermsOf(merchantId: string, key: string): PayoutTerms {
  return {
    id: payoutIdOf(merchantId, key),
    merchantId,
    idempotencyKey: key,
    fingerprint: "0".repeat(64),
    provider: "cpay",
    accountId: "platform:cpay",
    amountMinor: 50_000 as MinorUnits,
    currency: "KES",
    recipient: { phone: "+254700000000", name: null },
    reference: null,
    reason: null,
    metadata: {},
    callbackSecret: "0".repeat(32),
    timings: TIMINGS,
  };
}

/** An event about a payout as it comes to the payout's object. */
export function arrived(subject: ProviderEventSubject, id: string, accountId = "platform:cpay"): InboxItem {
  const event = { id, type: `payout.${subject.kind}`, subject };
  return toInboxItem({ provider: "cpay", accountId, event, body: {}, signature: null }, Date.now());
}
