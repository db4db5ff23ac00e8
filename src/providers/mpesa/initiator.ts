import { constants, publicEncrypt } from "node:crypto";
import type { MpesaConfig } from "./config.ts";
import { readPublicKey } from "./public-key.ts";

/** Who may pay out, reverse and ask, with the proof that Daraja wants of it. */
export interface Initiator {
  readonly name: string;
  readonly securityCredential: string;
}

/**
 * The account's initiator, or null when it has none. A credential is the initiator's password under Safaricom's public
 * key (RSA PKCS#1 v1.5, which WebCrypto does not have); it does not depend on the request, so it is made once.
 */
export function createInitiator(config: MpesaConfig): () => Initiator | null {
  let made: Initiator | null = null;
  return () => {
    made ??= makeInitiator(config);
    return made;
  };
}

function makeInitiator(config: MpesaConfig): Initiator | null {
  const { initiatorName: name, securityCredential, initiatorPassword, certificate } = config;
  if (name === undefined) return null;
  if (securityCredential !== undefined) return { name, securityCredential };
  if (initiatorPassword === undefined || certificate === undefined) return null;
  const key = { key: readPublicKey(certificate), padding: constants.RSA_PKCS1_PADDING };
  return { name, securityCredential: publicEncrypt(key, Buffer.from(initiatorPassword)).toString("base64") };
}
