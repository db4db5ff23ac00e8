import { MERCHANT_SCOPES, SCOPES, type Scope } from "../../src/domain/token-claims.ts";

/** The two kinds of local token: a merchant's own people, and the platform's operator. */
export type LocalRole = "merchant" | "admin";

/** Who a token of each role speaks for unless told otherwise, and its scopes. */
export const LOCAL_ROLES: Readonly<Record<LocalRole, { readonly userId: string; readonly scopes: readonly Scope[] }>> =
  {
    merchant: { userId: "demo-user", scopes: MERCHANT_SCOPES },
    admin: { userId: "operator", scopes: SCOPES },
  };
