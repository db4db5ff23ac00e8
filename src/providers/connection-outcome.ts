import type { ProviderExchange } from "../domain/outcome.ts";

/**
 * What a harmless question under an account's credentials came to. `refused`: the provider does not accept them;
 * `unreachable`: nothing was learned of them. `reason`: a stable word, never what the provider wrote.
 */
export type ConnectionOutcome =
  | { readonly kind: "ok" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** As much of any adapter's answer as tells whether the credentials were accepted. */
interface Answer {
  readonly kind: string;
  readonly reason?: string;
  readonly exchange: ProviderExchange | null;
}

/** Reads the answer to a test's question; `isExpected`: it is what the provider documents for good credentials. */
export function toConnectionOutcome({ kind, reason, exchange }: Answer, isExpected: boolean): ConnectionOutcome {
  if (isExpected) return { kind: "ok" };
  const status = exchange?.status ?? null;
  if (status === 401 || status === 403) return { kind: "refused", reason: `http_${status}` };
  const refusal = kind === "refused" && status !== null ? `http_${status}` : "unexpected_answer";
  return { kind: "unreachable", reason: reason ?? refusal };
}
