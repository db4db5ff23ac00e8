import { createHash } from "node:crypto";

/** SHA-256 of UTF-8 text, lower-case hex. Synchronous, so that an object can hash inside one storage transaction. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** SHA-256 over length-prefixed UTF-8 parts, so that no two different lists of parts share a pre-image. */
export function sha256OfParts(parts: readonly string[]): Uint8Array {
  const lengths = parts.map((part) => Buffer.byteLength(part, "utf8"));
  // One buffer and one update: each call of the hash costs more than the hashing of so little.
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0));
  let offset = 0;
  for (const [index, part] of parts.entries()) {
    offset = bytes.writeUInt32BE(lengths[index] ?? 0, offset);
    offset += bytes.write(part, offset, "utf8");
  }
  return createHash("sha256").update(bytes).digest();
}
