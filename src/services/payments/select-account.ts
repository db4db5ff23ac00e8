import { formatAmount, type MinorUnits } from "../../domain/money.ts";
import { type FieldError, Problem } from "../../domain/problem.ts";
import type { ProviderDescription, ProviderLimits } from "../../providers/provider.ts";
import { findProvider } from "../../providers/registry.ts";
import type { AccountFault } from "../accounts/account-lookup.ts";
import { accountUnavailable } from "../accounts/account-unavailable.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Gateway } from "../gateway.ts";
import type { PaymentRequest } from "./payment-request.ts";

/** How many currencies a refusal names: enough for any provider but the largest. */
const SHOWN_CURRENCIES = 20;

/** The account a payment is sent with; refuses, before anything is recorded, what its provider cannot do. */
export async function selectAccount(
  gateway: Gateway,
  merchantId: string,
  request: PaymentRequest & { readonly provider: string },
): Promise<ProviderAccount> {
  const account = await requireAccount(gateway, merchantId, request.provider);
  const { definition } = account;
  const fault = findFault(definition.description, request);
  if (fault !== null) throw new Problem("not_supported_by_provider", fault.message, { errors: [fault] });
  const refusal = definition.refuse?.(request) ?? null;
  if (refusal !== null) throw refuse(refusal.code, refusal.path, refusal.message);
  return account;
}

/** The account that a merchant uses a provider with, by the provider's name or alias. */
export async function requireAccount(
  gateway: Gateway,
  merchantId: string,
  providerName: string,
): Promise<ProviderAccount> {
  const definition = findProvider(providerName);
  if (definition === null) {
    throw refuse("validation_failed", "provider", "There is no such provider; see GET /providers.");
  }
  const { account, fault } = await gateway.accounts.current(merchantId, definition.description.name);
  if (account === null) throw toProblem(fault);
  return account;
}

function toProblem(fault: AccountFault): Problem {
  if (fault === "account_not_configured") {
    return refuse("provider_unavailable", "provider", "This provider is not set up here.");
  }
  if (fault === "account_disabled") {
    return refuse("provider_unavailable", "provider", "The account at this provider is disabled.");
  }
  return accountUnavailable(fault);
}

/** Which member of a request a provider does not take, or misses. */
export function findFault(description: ProviderDescription, request: PaymentRequest): FieldError | null {
  const { title, limits, capabilities, requiredCustomer } = description;
  const fault = findMoneyFault(description, limits, request);
  if (fault !== null) return fault;
  if (request.capture === "manual" && !capabilities.manualCapture) {
    return { path: "capture", message: `${title} captures automatically.` };
  }
  const missing = requiredCustomer.find((member) => request.customer[member] === null);
  if (missing !== undefined) return { path: `customer.${missing}`, message: `${title} needs it.` };
  return null;
}

/** Which member of an amount of money a provider does not take, and what it takes instead. */
export function findMoneyFault(
  { title, currencies }: ProviderDescription,
  { minAmountMinor, maxAmountMinor }: ProviderLimits,
  { amountMinor, currency }: { readonly amountMinor: MinorUnits; readonly currency: string },
): FieldError | null {
  if (!currencies.includes(currency)) {
    const shown = currencies.slice(0, SHOWN_CURRENCIES).join(", ");
    const rest = currencies.length - SHOWN_CURRENCIES;
    const more = rest > 0 ? ` and ${rest} more, but not ${currency}; see GET /providers` : "";
    return { path: "currency", message: `${title} takes ${shown}${more}.` };
  }
  const limit = findLimit(minAmountMinor, maxAmountMinor, amountMinor, currency);
  return limit === null ? null : { path: "amount", message: `${title} takes ${limit}.` };
}

function findLimit(min: number | null, max: number | null, amount: MinorUnits, currency: string): string | null {
  if (min !== null && amount < min) return `at least ${formatAmount(min as MinorUnits, currency)} ${currency}`;
  if (max !== null && amount > max) return `at most ${formatAmount(max as MinorUnits, currency)} ${currency}`;
  return null;
}

/** A 422 about one member of a request that a provider is the reason of. */
export function refuse(
  code: "validation_failed" | "provider_unavailable" | "not_supported_by_provider",
  path: string,
  message: string,
): Problem {
  return new Problem(code, message, { errors: [{ path, message }] });
}
