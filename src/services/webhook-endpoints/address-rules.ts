import type { AddressRules } from "../../domain/webhook-endpoint/endpoint-address.ts";
import type { Config } from "../../env.ts";

/** Which addresses this deployment may send to. */
export function addressRulesOf({ environment, publicUrl }: Config): AddressRules {
  return { isProduction: environment === "production", publicUrl };
}
