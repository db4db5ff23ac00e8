import { inject } from "vitest";
import { signCpay } from "../../../../src/providers/cpay/signature.ts";

/** Makes a refund as a person does in CPay's own dashboard: past the gateway, without a reference of ours. */
export async function refundAtCpay(handle: string, amountMinor: number, reason?: string): Promise<string> {
  const { CPAY_API_KEY = "", CPAY_API_SECRET = "" } = inject("workerVariables");
  const body = JSON.stringify({ amount: amountMinor, ...(reason === undefined ? {} : { reason }) });
  const response = await fetch(`${inject("services").cpayUrl}/v1/payments/${handle}/refunds`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${CPAY_API_KEY}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
      "x-cpay-signature": signCpay(CPAY_API_SECRET, body, Date.now()),
    },
    body,
  });
  const refund = (await response.json()) as { id: string };
  if (response.status !== 201) throw new Error(JSON.stringify(refund));
  return refund.id;
}
