import { isUuid } from "../../domain/identifiers.ts";
import { familyOf, platformAccountId } from "../../domain/provider-account/account-id.ts";
import { type DayComparison, type DayTotal, findUnbooked, reconcileDay } from "../../domain/report/reconcile-day.ts";
import type { SettlementListing, TimeRange } from "../../domain/report/settlement.ts";
import { createLogger } from "../../lib/logger.ts";
import {
  type BookedDay,
  type BookOwner,
  findBooked,
  readBookedDay,
} from "../../storage/postgres/settlement-repository.ts";
import type { AccountLookup } from "../accounts/account-lookup.ts";
import { ownerIdOf } from "../accounts/owner-id.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";
import { requireProviderName } from "../operations/require-provider.ts";
import { createAccountContext } from "../payments/call-context.ts";
import { type Principal, reportedMerchant } from "../principal.ts";
import { readDatabase } from "../read-database.ts";

/** What a caller asks to have reconciled. */
export interface ReconciliationRequest {
  readonly provider: string;
  /** A UTC day, `2026-01-31`. */
  readonly date: string;
  readonly merchantId: string | undefined;
}

/** Our books of a day against the provider's. */
export interface Reconciliation {
  readonly provider: string;
  readonly accountId: string | null;
  readonly merchantId: string | null;
  readonly date: string;
  readonly supported: boolean;
  /** Why there is nothing of the provider's; null when there is. */
  readonly reason: string | null;
  readonly truncated: boolean;
  readonly ours: readonly DayTotal[];
  readonly theirs: readonly DayTotal[] | null;
  readonly compared: number;
  readonly notCompared: number;
  readonly differences: DayComparison["differences"];
  readonly generatedAt: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Things are listed by when they were made, and customers have a day to pay. */
const LEAD_MS = DAY_MS;
/** Clocks differ, and what happens before midnight may be told after it. */
const LAG_MS = HOUR_MS;
/** Of each kind: what fits into one answer of Postgres and is worth reading by a person. */
const MAX_BOOKED = 5_000;
/** For all pages of a provider's lists together. */
const LISTING_MS = 20_000;

/**
 * Reconciles a day with the account that the reader may see: a merchant's own, or of the platform's, which merchants
 * share, only what is about the merchant's payments. The operator sees the platform's whole.
 */
export async function reconcileProvider(
  gateway: Gateway,
  principal: Principal,
  request: ReconciliationRequest,
): Promise<Reconciliation> {
  const provider = requireProviderName(request.provider);
  const merchantId = reportedMerchant(principal, request.merchantId);
  const { account, fault } = await findAccount(gateway, merchantId, provider);
  const family = familyOf(account?.id ?? platformAccountId(provider));
  const from = Date.parse(`${request.date}T00:00:00Z`);
  const day: TimeRange = { from, to: from + DAY_MS };
  const owner: BookOwner = { provider, accountFamily: family, merchantId };
  const booked = await readDatabase(() => readBookedDay(gateway.postgres, owner, day, MAX_BOOKED));
  const range: TimeRange = { from: day.from - LEAD_MS, to: day.to + LAG_MS };
  const listing = account === null ? null : await listSettlements(gateway, account, range);
  const common = {
    provider,
    accountId: account?.id ?? null,
    merchantId,
    date: request.date,
    ours: booked.totals,
    generatedAt: gateway.clock(),
  };
  if (account === null || listing === null || listing.kind === "unknown") {
    const reason = listing?.kind === "unknown" ? listing.reason : (fault ?? "no_list_at_provider");
    const nothing = { theirs: null, compared: 0, notCompared: 0, differences: [], truncated: false };
    return { ...common, ...nothing, supported: account !== null && listing !== null, reason };
  }
  const comparison = await compare(gateway, owner, account.id, { day, booked, listing, since: range.from });
  const isCut = Math.max(...["payment", "refund"].map((kind) => countKind(booked, kind))) >= MAX_BOOKED;
  return { ...common, ...comparison, supported: true, reason: null, truncated: isCut || !listing.isComplete };
}

function findAccount(gateway: Gateway, merchantId: string | null, provider: string): Promise<AccountLookup> {
  return gateway.accounts.current(ownerIdOf(merchantId), provider);
}

/** Null: the provider has no such list. */
async function listSettlements(
  gateway: Gateway,
  account: ProviderAccount,
  range: TimeRange,
): Promise<SettlementListing | null> {
  if (account.provider.listSettlements === undefined) return null;
  const context = createAccountContext(gateway, account, LISTING_MS);
  try {
    return await account.provider.listSettlements(range, context);
  } catch (error) {
    createLogger().error("provider.adapter_failed", { provider: account.definition.description.name, error });
    return { kind: "unknown", reason: "adapter_failed" };
  }
}

interface Sides {
  readonly day: TimeRange;
  readonly booked: BookedDay;
  readonly listing: Extract<SettlementListing, { kind: "listed" }>;
  readonly since: number;
}

async function compare(
  gateway: Gateway,
  owner: BookOwner,
  accountId: string,
  { day, booked, listing, since }: Sides,
): Promise<DayComparison> {
  const unbooked = findUnbooked(listing.entries, booked.entries);
  const names = {
    ids: unbooked.flatMap(({ reference }) =>
      reference !== null && isUuid(reference) ? [reference.toLowerCase()] : [],
    ),
    providerIds: unbooked.flatMap((entry) => (entry.kind === "payment" ? entry.providerIds : entry.paymentIds)),
  };
  const others = await readDatabase(() => findBooked(gateway.postgres, owner, accountId, names));
  const known = new Set(booked.entries.map(({ id }) => id));
  return reconcileDay({
    day,
    booked: [...booked.entries, ...others.filter(({ id }) => !known.has(id))],
    settled: listing.entries,
    // Of a list that was not read to its end, nothing can be said to be missing.
    listedSince: listing.isComplete ? since : Number.POSITIVE_INFINITY,
    // An account of the platform's is shared; of a merchant's own, every line is the merchant's.
    isWholeAccount: owner.merchantId === null || owner.accountFamily !== platformAccountId(owner.provider),
  });
}

function countKind({ entries }: BookedDay, kind: string): number {
  return entries.filter((entry) => entry.kind === kind).length;
}
