import { findRule } from "../../domain/routing/routing-rule.ts";
import type { ProviderDefinition } from "../../providers/provider.ts";
import { findProvider, listProviders } from "../../providers/registry.ts";
import type { Gateway } from "../gateway.ts";
import type { PaymentRequest } from "../payments/payment-request.ts";
import { refuse } from "../payments/select-account.ts";

/** What a request names instead of a provider to leave the choice to the gateway. */
export const AUTO = "auto";

/** A provider that a payment may be sent to if it can take it, and the member of the request that names it. */
export interface WantedProvider {
  readonly definition: ProviderDefinition;
  readonly path: string;
}

/**
 * The providers that a request leaves to choose from, best first: its own list; those of the merchant's first rule that
 * matches; or all, in the registry's order. What takes no real money is never chosen in production unless it is named.
 */
export async function findWantedProviders(
  gateway: Gateway,
  merchantId: string,
  request: PaymentRequest,
): Promise<readonly WantedProvider[]> {
  const { provider } = request;
  if (typeof provider !== "string") return readList(provider);
  const rule = findRule(await gateway.routingRules.find(merchantId), request);
  if (rule !== null) {
    // A provider that has left the registry since is passed over.
    const known = rule.providers.map(findProvider).filter((definition) => definition !== null);
    return known.map((definition) => ({ definition, path: "provider" }));
  }
  const isProduction = gateway.config.environment === "production";
  return listProviders()
    .filter(({ description }) => !(isProduction && description.isMock === true))
    .map((definition) => ({ definition, path: "provider" }));
}

function readList(names: readonly string[]): readonly WantedProvider[] {
  const wanted: WantedProvider[] = [];
  for (const [index, name] of names.entries()) {
    const path = `provider.${index}`;
    const definition = findProvider(name);
    if (definition === null) {
      throw refuse("validation_failed", path, "There is no such provider; see GET /providers.");
    }
    if (wanted.some((known) => known.definition === definition)) {
      throw refuse("validation_failed", path, `${definition.description.title} is named twice.`);
    }
    wanted.push({ definition, path });
  }
  return wanted;
}
