import { createHash } from "node:crypto";

/** SHA-256 of UTF-8 text, lower-case hex. Synchronous, so that an object can hash inside one storage transaction. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** SHA-256 over length-prefixed UTF-8 parts, so that no two different lists of parts share a pre-image. */
export function sha256OfParts(parts: readonly string[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = Buffer.from(part, "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest();
}
