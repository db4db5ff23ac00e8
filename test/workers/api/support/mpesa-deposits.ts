import type { Deposit } from "../../../../src/domain/deposit/deposit.ts";
import { receiptIdOf } from "../../../../src/domain/deposit/receipt-id.ts";
import { type ApiAnswer, call, signAdminToken } from "../../../support/gateway.ts";
import { onShard } from "../../engine/support/shard.ts";
import { letTimePass, pause } from "../../engine/support/time.ts";

/** The short code of the tests' account, under which its receipts are known. */
export const SHORT_CODE = "174379";

/** The id of what was paid in under a receipt. */
export function depositIdOf(receipt: string) {
  return receiptIdOf("platform:mpesa", { scope: SHORT_CODE, receipt });
}

/** Has M-Pesa told where to announce what is paid by hand, as an operator does. */
export async function registerAddresses(): Promise<ApiAnswer> {
  return call("POST", "/admin/providers/mpesa/register-deposit-addresses", { token: await signAdminToken() });
}

/** The deposit of a receipt, once it has a state; gives what was last seen either way. */
export async function depositBecomes(
  receipt: string,
  status: Deposit["status"],
  { steps = 20, stepMs = 20_000 }: { readonly steps?: number; readonly stepMs?: number } = {},
): Promise<Deposit | null> {
  const id = depositIdOf(receipt);
  for (let step = 0; ; step += 1) {
    const deposit = await onShard(id, (shard) => shard.readDeposit(id));
    if (deposit?.status === status || step === steps) return deposit;
    await pause(250);
    if (step > 2) await letTimePass(id, stepMs);
  }
}
