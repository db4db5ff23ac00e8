import { useProviderTitle } from "./use-provider-options.ts";

/** A provider as it calls itself. */
export function ProviderName({ name }: { readonly name: string }) {
  return useProviderTitle()(name);
}
