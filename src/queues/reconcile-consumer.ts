import { type ReconcileMessage, reconcileMessageSchema } from "../domain/queue-messages.ts";
import type { Gateway } from "../services/gateway.ts";
import { reconcile } from "../services/payments/reconcile.ts";
import type { Consumer } from "./consume.ts";

/** Finds out what providers did with payments and refunds whose outcome is open. */
export function reconcileConsumer(gateway: Gateway): Consumer<ReconcileMessage> {
  const handle = async (message: ReconcileMessage) => {
    await reconcile(gateway, message);
    // What was met with the provider is news for whoever has to choose one.
    await gateway.health.exchange();
  };
  return { schema: reconcileMessageSchema, handle, retryDelaySeconds: 10 };
}
