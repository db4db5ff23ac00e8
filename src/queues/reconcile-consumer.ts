import { type ReconcileMessage, reconcileMessageSchema } from "../domain/queue-messages.ts";
import type { Gateway } from "../services/gateway.ts";
import { reconcile } from "../services/payments/reconcile.ts";
import type { Consumer } from "./consume.ts";

/** Finds out what providers did with payments and refunds whose outcome is open. */
export function reconcileConsumer(gateway: Gateway): Consumer<ReconcileMessage> {
  return { schema: reconcileMessageSchema, handle: (message) => reconcile(gateway, message), retryDelaySeconds: 10 };
}
