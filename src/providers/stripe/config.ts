import { z } from "zod";

/** Opaque, non-empty: no length or prefix of a provider's key is checked. */
const secret = z.string().min(1);

/** What an account at Stripe consists of. */
export const stripeConfigSchema = z.strictObject({
  apiBase: z.url({ protocol: /^https?$/ }),
  apiKey: secret,
  webhookSecret: secret,
  /** Handed to the merchant's page together with a client secret. */
  publishableKey: secret.optional(),
});

/** An account at Stripe. */
export type StripeConfig = z.infer<typeof stripeConfigSchema>;
