import { z } from "zod";
import { readPublicKey } from "./public-key.ts";

/** Opaque, non-empty: no length or prefix of a provider's key is checked. */
const secret = z.string().min(1);
const shortCode = z.string().regex(/^[0-9]{5,7}$/, "must be 5 to 7 digits");

/** Daraja refuses an address with any of these anywhere, in any case. */
const FORBIDDEN_WORD = /mpesa|m-pesa|safaricom|exe|cmd|sql|query/i;

/**
 * What an account at Daraja consists of; parsing what was parsed changes nothing. Without an initiator there are no
 * payouts, refunds and confirmed receipts.
 */
export const mpesaConfigSchema = z
  .strictObject({
    baseUrl: z.url({ protocol: /^https?$/ }),
    consumerKey: secret,
    consumerSecret: secret,
    /** The paybill or, for a till, the head-office number that was used at go-live. */
    shortcode: shortCode,
    passkey: secret,
    shortcodeType: z.enum(["paybill", "till"]).default("paybill"),
    /** The till that is paid; without it the short code is the till. */
    tillNumber: shortCode.optional(),
    /** Replaces the gateway's own origin in the addresses that Daraja is given. */
    callbackUrl: z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => !FORBIDDEN_WORD.test(url),
        `must not contain any of ${FORBIDDEN_WORD.source.replaceAll("|", ", ")}`,
      )
      // Daraja has refused a host in upper case.
      .transform((url) => new URL(url).href.replace(/\/+$/, ""))
      .optional(),
    initiatorName: secret.optional(),
    securityCredential: secret.optional(),
    initiatorPassword: secret.optional(),
    /** PEM of Safaricom's certificate, whose dates are long past and not looked at. */
    certificate: secret.refine(isReadable, "must be a certificate or public key in PEM").optional(),
    /** Source addresses that callbacks are taken from, comma-separated; empty or absent: any. */
    allowedIps: z.string().optional(),
    /** The merchant to whom payments belong that nobody announced; without one they wait in suspense. */
    ownerMerchantId: z.string().min(1).optional(),
  })
  .superRefine((config, context) => {
    const hasCredential = config.securityCredential !== undefined;
    const canEncrypt = config.initiatorPassword !== undefined && config.certificate !== undefined;
    const isComplete = hasCredential || canEncrypt;
    if (config.initiatorName !== undefined && !isComplete) {
      context.addIssue({ code: "custom", path: ["securityCredential"], message: "is needed by the initiator" });
    }
    if (config.initiatorName === undefined && (isComplete || config.initiatorPassword !== undefined)) {
      context.addIssue({ code: "custom", path: ["initiatorName"], message: "is needed by the credential" });
    }
  });

/** An account at Daraja. */
export type MpesaConfig = z.infer<typeof mpesaConfigSchema>;

function isReadable(pem: string): boolean {
  try {
    readPublicKey(pem);
    return true;
  } catch {
    return false;
  }
}
