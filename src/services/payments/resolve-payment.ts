import { parseShardId, type RefundId } from "../../domain/identifiers.ts";
import type { ResolveRefusal } from "../../domain/payment/resolve-payment.ts";
import { Problem } from "../../domain/problem.ts";
import type { PaymentView } from "../../objects/transaction-shard/read-operations.ts";
import type { ResolveOrder } from "../../objects/transaction-shard/resolve-operations.ts";
import type { Gateway } from "../gateway.ts";
import { type Caller, notFound } from "../principal.ts";
import { parsePaymentId } from "./read-payment.ts";

/** What an operator has found out about a payment, or about the refund that is named. */
export interface ResolveRequest {
  readonly status: "completed" | "failed" | "cancelled" | null;
  readonly providerTransactionId: string | null;
  readonly refundId: string | null;
  readonly note: string;
}

/** Settles a payment or refund that only a person can settle, and gives the payment as it stands afterwards. */
export async function resolvePayment(
  gateway: Gateway,
  caller: Caller,
  paymentId: string,
  request: ResolveRequest,
): Promise<PaymentView> {
  const id = parsePaymentId(paymentId);
  const order = toOrder(request);
  const result = await gateway.callShard(id, (shard) => shard.resolve(id, order, caller.actor));
  if (result === null) throw notFound(order.kind);
  if (result.kind === "resolved") return result.view;
  throw toProblem(result.refusal, order, result.status);
}

function toOrder({ status, providerTransactionId, refundId, note }: ResolveRequest): ResolveOrder {
  if (refundId === null) return { kind: "payment", resolution: { status, providerTransactionId, note } };
  const id: RefundId | null = parseShardId(refundId);
  if (id === null) throw notFound("refund");
  return {
    kind: "refund",
    refundId: id,
    resolution: { status: status === "completed" ? "completed" : "failed", note },
  };
}

function toProblem(refusal: ResolveRefusal, { kind }: ResolveOrder, status: string): Problem {
  switch (refusal.why) {
    case "busy":
      return new Problem("operation_in_progress", "The provider is being asked right now.", {
        retryAfterSeconds: refusal.retryAfterSeconds,
      });
    case "other_handle":
      return new Problem("invalid_state", "The payment, or another one, has another provider_transaction_id.");
    case "forbidden":
      return new Problem("invalid_state", `A payment that is ${status} cannot become that.`);
    case "settled":
      return new Problem("invalid_state", `The ${kind} has nothing open that a person has to settle.`);
  }
}
