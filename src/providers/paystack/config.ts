import { z } from "zod";

/** What an account at Paystack consists of. The secret key opens the API and signs the webhooks: there is no other. */
export const paystackConfigSchema = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Opaque, non-empty: no length or prefix of a provider's key is checked. */
  secretKey: z.string().min(1),
});

/** An account at Paystack. */
export type PaystackConfig = z.infer<typeof paystackConfigSchema>;
