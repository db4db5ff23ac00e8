import { z } from "zod";

/** Opaque, non-empty: no length or prefix of a provider's key is checked. */
const secret = z.string().min(1);

/** What an account at PayPal consists of: a REST app, and the webhook that was made for it. */
export const paypalConfigSchema = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }),
  clientId: secret,
  clientSecret: secret,
  /** Not in any message: without it a webhook's signature cannot be checked. */
  webhookId: z.string().min(1),
});

/** An account at PayPal. */
export type PaypalConfig = z.infer<typeof paypalConfigSchema>;
