import type { Payment, Provider } from "../../../src/client/index.ts";

/** What can be done about a payment by somebody with some scopes; what the gateway would refuse is not offered. */
export interface AvailableActions {
  readonly verify: boolean;
  readonly cancel: boolean;
  readonly capture: boolean;
  readonly refund: boolean;
  readonly resolve: boolean;
  /** What is left to be refunded, minor units. Refunds under way reserve more; the gateway knows. */
  readonly refundableMinor: number;
}

/** Decides it. A provider that is not known (the viewer may not see providers) is taken to be able to do anything. */
export function availableActions(
  payment: Payment,
  provider: Provider | undefined,
  scopes: ReadonlySet<string>,
): AvailableActions {
  const { status } = payment;
  const canWrite = scopes.has("payments:write");
  const isWaiting = status === "pending" || status === "processing";
  const isPaid = status === "completed" || status === "partially_refunded";
  const can = (capability: string) => provider?.capabilities[capability] !== false;
  const refundableMinor = isPaid
    ? (payment.amount_captured_minor ?? payment.amount_minor) - payment.amount_refunded_minor
    : 0;
  return {
    verify: canWrite && (isWaiting || status === "authorized"),
    cancel: canWrite && isWaiting && can("cancel"),
    capture: canWrite && status === "authorized" && can("manual_capture"),
    refund: scopes.has("refunds:write") && refundableMinor > 0 && can("refund"),
    resolve: scopes.has("admin") && (payment.review !== null || isWaiting),
    refundableMinor,
  };
}
