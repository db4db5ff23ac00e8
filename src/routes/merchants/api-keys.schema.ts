import { z } from "zod";
import { MERCHANT_SCOPES, type Scope } from "../../domain/token-claims.ts";

const scopeSchema = z.string().refine((text): text is Scope => MERCHANT_SCOPES.some((scope) => scope === text), {
  error: `Give some of ${MERCHANT_SCOPES.join(", ")}.`,
});

/** The body of `POST /api-keys`. */
export const createApiKeySchema = z.strictObject({
  name: z.string().min(1, "Give it a name.").max(64),
  scopes: z.array(scopeSchema).min(1, "Give at least one scope.").max(MERCHANT_SCOPES.length).optional(),
});

/** A key as lists show it. */
export const apiKeySchema = z.object({
  id: z.string(),
  client_id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  last4: z.string(),
  created_at: z.string(),
  revoked_at: z.string().nullable(),
});

/** A key for the documentation. */
export const EXAMPLE_API_KEY = {
  id: "1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b",
  client_id: "1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b.7c9e6679-7425-40de-944b-e07fc1f90ae7",
  name: "web shop",
  scopes: ["payments:read", "payments:write"],
  last4: "x9Qe",
  created_at: "2026-01-31T12:00:00.000Z",
  revoked_at: null,
};
