import type { Gateway } from "../gateway.ts";
import { type Caller, notFound } from "../principal.ts";
import { ownerIdOf } from "./owner-id.ts";

/**
 * Takes an owner's account out of use. New payments go by the platform's account again; what was made with it is still
 * looked after, refunded and told of with it.
 */
export async function removeAccount(
  gateway: Gateway,
  caller: Caller,
  merchantId: string | null,
  provider: string,
): Promise<void> {
  const owner = { merchantId, provider };
  const isRemoved = await gateway.callMerchant(ownerIdOf(merchantId), (object) =>
    object.removeAccount(owner, caller.actor),
  );
  gateway.accounts.forget(merchantId, provider);
  if (!isRemoved) throw notFound("account");
}
