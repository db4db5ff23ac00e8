import { createPublicKey, type KeyObject } from "node:crypto";

/** The key in a certificate, or a public key by itself, in PEM; line ends may be written `\n`. Throws when it is neither. */
export function readPublicKey(pem: string): KeyObject {
  return createPublicKey(pem.replaceAll("\\n", "\n"));
}
