import type { PaymentProvider, ProviderDefinition } from "../../providers/provider.ts";

/** Credentials at a provider, ready to use. Its id stays with every transaction made with it. */
export interface ProviderAccount {
  readonly id: string;
  readonly definition: ProviderDefinition;
  readonly provider: PaymentProvider;
}
