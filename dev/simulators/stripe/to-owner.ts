import type { CheckoutSession, PaymentIntent } from "./model.ts";

/** Which payment an intent or session belongs to, and the merchant's names for it: for events, faults and the ledger. */
export function toOwner(
  about: PaymentIntent | CheckoutSession,
  findSession: (id: string) => CheckoutSession | undefined,
): { readonly group: string; readonly references: readonly string[] } {
  const intent = "client_secret" in about ? about : undefined;
  const session = "client_secret" in about ? findSession(about.sim.session ?? "") : about;
  const all = [
    intent?.metadata.transaction_id,
    session?.metadata.transaction_id,
    session?.sim.intentData.metadata.transaction_id,
    session?.client_reference_id,
    ...Object.values(intent?.metadata ?? {}),
    ...Object.values(session?.metadata ?? {}),
  ];
  const references = new Set(all.filter((each) => typeof each === "string" && each !== ""));
  return { group: session?.id ?? about.id, references: [...references] as string[] };
}
