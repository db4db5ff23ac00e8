import type { AddressRules } from "../../domain/webhook-endpoint/endpoint-address.ts";
import type { Config } from "../../env.ts";

/**
 * Which addresses accounts may name: the gateway itself calls them, with whatever network it can reach. Public HTTPS
 * everywhere but in development, where simulators live on loopback.
 */
export function accountAddressRules({ environment, publicUrl }: Config): AddressRules {
  return { isProduction: environment !== "development", publicUrl };
}
