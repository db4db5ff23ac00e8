import { formatAmount, type MinorUnits } from "../../domain/money.ts";
import { type FieldError, Problem } from "../../domain/problem.ts";
import type { ProviderDescription } from "../../providers/provider.ts";
import { findProvider } from "../../providers/registry.ts";
import type { Gateway } from "../gateway.ts";
import { type ProviderAccount, platformAccountId } from "../platform-accounts.ts";
import type { PaymentRequest } from "./payment-request.ts";

/** The account a payment is sent with; refuses, before anything is recorded, what its provider cannot do. */
export function selectAccount(gateway: Gateway, request: PaymentRequest): ProviderAccount {
  const definition = findProvider(request.provider);
  if (definition === null) {
    throw refuse("validation_failed", "provider", "There is no such provider; see GET /providers.");
  }
  const account = gateway.accounts.get(platformAccountId(definition.description.name));
  if (account === undefined) throw refuse("provider_unavailable", "provider", "This provider is not set up here.");
  const fault = findFault(definition.description, request);
  if (fault !== null) throw new Problem("not_supported_by_provider", fault.message, { errors: [fault] });
  const reason = definition.refuse?.(request) ?? null;
  if (reason !== null) throw refuse("not_supported_by_provider", "amount", reason);
  return account;
}

function findFault(description: ProviderDescription, request: PaymentRequest): FieldError | null {
  const { title, currencies, limits, capabilities, requiredCustomer } = description;
  if (!currencies.includes(request.currency)) {
    const shown = currencies.slice(0, 20).join(", ");
    return { path: "currency", message: `${title} takes ${shown}.` };
  }
  const limit = findLimit(limits.minAmountMinor, limits.maxAmountMinor, request.amountMinor, request.currency);
  if (limit !== null) return { path: "amount", message: `${title} takes ${limit}.` };
  if (request.capture === "manual" && !capabilities.manualCapture) {
    return { path: "capture", message: `${title} captures automatically.` };
  }
  const missing = requiredCustomer.find((member) => request.customer[member] === null);
  if (missing !== undefined) return { path: `customer.${missing}`, message: `${title} needs it.` };
  return null;
}

function findLimit(min: number | null, max: number | null, amount: MinorUnits, currency: string): string | null {
  if (min !== null && amount < min) return `at least ${formatAmount(min as MinorUnits, currency)} ${currency}`;
  if (max !== null && amount > max) return `at most ${formatAmount(max as MinorUnits, currency)} ${currency}`;
  return null;
}

function refuse(
  code: "validation_failed" | "provider_unavailable" | "not_supported_by_provider",
  path: string,
  message: string,
): Problem {
  return new Problem(code, message, { errors: [{ path, message }] });
}
