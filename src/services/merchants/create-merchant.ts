import { newMerchantId, regionOfMerchant } from "../../domain/identifiers.ts";
import { MERCHANT_REGISTER_ID, type Merchant } from "../../domain/merchant.ts";
import { Problem } from "../../domain/problem.ts";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../principal.ts";

/** What an operator says of a new merchant; without an id one is made that carries the region. */
export interface MerchantRequest {
  readonly id: string | null;
  readonly name: string;
  readonly region: string;
}

/** Makes a merchant, once. Its region is chosen here and never changes. */
export async function createMerchant(gateway: Gateway, caller: Caller, request: MerchantRequest): Promise<Merchant> {
  const region = gateway.config.regions.find(({ name }) => name === request.region);
  if (region === undefined) {
    const names = gateway.config.regions.map(({ name }) => name).join(", ");
    const message = `Regions in use here: ${names}.`;
    throw new Problem("validation_failed", message, { errors: [{ path: "region", message }] });
  }
  if (request.id !== null && regionOfMerchant(request.id) !== region.number) {
    const message = "This id means another region; leave it out to have one made.";
    throw new Problem("validation_failed", message, { errors: [{ path: "id", message }] });
  }
  const id = request.id ?? newMerchantId(region.number);
  const merchant: Merchant = { id, name: request.name, region: region.name, createdAt: gateway.clock() };
  // First, so that nobody can be there whom the register does not know.
  await gateway.callShard(MERCHANT_REGISTER_ID, (shard) => shard.noteMerchants([id]));
  const made = await gateway.callMerchant(id, (object) => object.create(merchant, caller.actor));
  if (!made.isNew) throw new Problem("already_exists", "There is a merchant with this id.");
  return made.merchant;
}
