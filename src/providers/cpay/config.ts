import { z } from "zod";

/** Opaque, non-empty: no length or prefix of a provider's key is checked. */
const secret = z.string().min(1);

/** What an account at CPay consists of. */
export const cpayConfigSchema = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }),
  apiKey: secret,
  apiSecret: secret,
  webhookSecret: secret,
});

/** An account at CPay. */
export type CpayConfig = z.infer<typeof cpayConfigSchema>;
