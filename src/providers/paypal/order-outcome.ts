import type { PaymentOutcome } from "../../domain/outcome.ts";
import type { PaypalAnswer } from "./client.ts";
import { toReportedPayment } from "./mapping.ts";
import { orderSchema, type PaypalOrder } from "./wire.ts";

/** The order in an answer, or null when there is none that can be read. */
export function orderOf(answer: PaypalAnswer): PaypalOrder | null {
  const order = answer.kind === "data" ? orderSchema.safeParse(answer.body) : null;
  return order?.success ? order.data : null;
}

/** What an answer that should hold an order says; a refusal says nothing about what became of the order. */
export function toOrderOutcome(answer: PaypalAnswer): PaymentOutcome {
  if (answer.kind === "refused") {
    const { status, issue, exchange } = answer;
    // Orders that nobody pays are forgotten; where there is money, there is an order.
    const isGone = status === 404 && issue === "RESOURCE_NOT_FOUND";
    return isGone ? { kind: "absent", exchange } : { kind: "unknown", reason: `http_${status}`, exchange };
  }
  if (answer.kind !== "data") return answer;
  const order = orderOf(answer);
  const reported = order === null ? null : toReportedPayment(order);
  const { exchange } = answer;
  return reported === null ? { kind: "unknown", reason: "unexpected_answer", exchange } : { ...reported, exchange };
}
