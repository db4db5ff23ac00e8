import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";

/** One key of a ring; 32 bytes. */
export interface SealingKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/**
 * Encrypts text for storage with the first key of the ring, as a compact JWE (`dir`, A256GCM, `kid`). `context` is
 * bound to it: a sealed text that was moved to another place does not open.
 */
export async function seal(keys: readonly SealingKey[], context: string, text: string): Promise<string> {
  const [first] = keys;
  if (first === undefined) throw new Error("the key ring is empty");
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: first.id, ctx: context })
    .encrypt(first.key);
}

/** The id of the key that a text was sealed with; null when it is no sealed text. */
export function keyIdOf(sealed: string): string | null {
  try {
    return decodeProtectedHeader(sealed).kid ?? null;
  } catch {
    return null;
  }
}

/** Opens what {@link seal} made with any key of the ring; null when its key is gone, or it is not what was sealed. */
export async function unseal(keys: readonly SealingKey[], context: string, sealed: string): Promise<string | null> {
  try {
    const header = decodeProtectedHeader(sealed);
    const key = keys.find(({ id }) => id === header.kid);
    if (key === undefined || header.ctx !== context) return null;
    const options = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
    const { plaintext } = await compactDecrypt(sealed, key.key, options);
    return new TextDecoder().decode(plaintext);
  } catch {
    return null;
  }
}
