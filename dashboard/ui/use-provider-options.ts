import { useQuery } from "@tanstack/react-query";
import type { Provider } from "../../src/client/index.ts";
import { toWords } from "../format/words.ts";
import { queryKeys } from "../live/query-keys.ts";
import { useScope, useSession } from "../session/session-context.tsx";

/** What providers can do changes with a new version of the gateway only, whether they are set up seldom. */
const FRESH_MS = 60_000;

/** The providers, as soon as they are there; none for who may not see them. */
export function useProviders(): readonly Provider[] {
  const { client } = useSession();
  const { data } = useQuery({
    queryKey: queryKeys.providers,
    queryFn: ({ signal }) => client.providers.list({ signal }).page(),
    staleTime: FRESH_MS,
    enabled: useScope("providers:read"),
  });
  return data?.data ?? [];
}

/** Providers to choose from: name and title. */
export function useProviderOptions(): readonly (readonly [string, string])[] {
  return useProviders().map(({ name, title }) => [name, title] as const);
}

/** How a provider calls itself, from its name here. */
export function useProviderTitle(): (name: string) => string {
  const providers = useProviders();
  return (name) => providers.find((provider) => provider.name === name)?.title ?? toWords(name);
}
