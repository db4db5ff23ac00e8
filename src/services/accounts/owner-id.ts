import { PLATFORM_OWNER } from "../../domain/provider-account/account-id.ts";

/** The name of the object that owns accounts: a merchant's id, or the platform's, which no merchant can have. */
export type OwnerId = string;

/** The name of the object that owns a merchant's accounts or, for null, the platform's. */
export function ownerIdOf(merchantId: string | null): OwnerId {
  return merchantId ?? PLATFORM_OWNER;
}
