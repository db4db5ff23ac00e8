import { z } from "zod";

/** Opaque, non-empty: no length or prefix of a provider's key is checked. */
const secret = z.string().min(1);

/** What an account at Flutterwave consists of. */
export const flutterwaveConfigSchema = z.strictObject({
  /** Its version included: `https://api.flutterwave.com/v3`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  secretKey: secret,
  /** The word that webhooks carry as it is. */
  webhookHash: secret,
});

/** An account at Flutterwave. */
export type FlutterwaveConfig = z.infer<typeof flutterwaveConfigSchema>;
