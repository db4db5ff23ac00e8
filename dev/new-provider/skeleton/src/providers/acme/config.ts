import { z } from "zod";

/** Opaque, non-empty: no length or prefix of a provider's key is checked. */
const secret = z.string().min(1);

/** What an account at Acme consists of. */
export const acmeConfigSchema = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }),
  apiKey: secret,
  webhookSecret: secret,
});

/** An account at Acme. */
export type AcmeConfig = z.infer<typeof acmeConfigSchema>;
