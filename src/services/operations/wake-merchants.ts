import type { Gateway } from "../gateway.ts";

/** Merchants whose objects are being woken at a time: a sweep must not get in the way of requests. */
const CONCURRENCY = 6;

/** Wakes the objects of merchants, and of each merchant's endpoints; gives the errors of those that could not be woken. */
export async function wakeMerchants(
  { callMerchant, callEndpoint }: Pick<Gateway, "callMerchant" | "callEndpoint">,
  merchantIds: readonly string[],
): Promise<unknown[]> {
  const errors: unknown[] = [];
  const wakeMerchant = async (merchantId: string) => {
    const endpointIds = await callMerchant(merchantId, (merchant) => merchant.wake());
    for (const id of endpointIds) {
      await callEndpoint(id, (endpoint) => endpoint.wake()).catch((error: unknown) => errors.push(error));
    }
  };
  // One iterator for all: each takes the next merchant as soon as it is done with its last.
  const waiting = merchantIds.values();
  const work = async () => {
    for (const merchantId of waiting) await wakeMerchant(merchantId).catch((error: unknown) => errors.push(error));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return errors;
}
