import { maskCardData } from "../../lib/card-data.ts";
import { toStorableText } from "../../lib/storable-json.ts";

/** What is kept of an answer, bytes. */
const MAX_BYTES = 1_024;
/** An answer that trickles in is cut here: the status is known, and the slot is wanted. */
const MAX_READ_MS = 2_000;

/** The first KiB of an answer, as text, and not a byte more: the rest is never read, whatever its length. */
export async function readStart(response: Response): Promise<string | null> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  if (reader === undefined) return null;
  const { promise: late, resolve: give } = Promise.withResolvers<null>();
  const timer = setTimeout(() => give(null), MAX_READ_MS);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (size < MAX_BYTES) {
      const read = await Promise.race([reader.read(), late]);
      if (read === null || read.done) break;
      chunks.push(read.value.subarray(0, MAX_BYTES - size));
      size += read.value.byteLength;
    }
  } catch {
    // An answer that breaks off has been an answer: what came of it is kept.
  } finally {
    clearTimeout(timer);
    // Not waited for: a server that does not let go must not hold up the next delivery.
    void reader.cancel().catch(() => undefined);
  }
  return size === 0 ? null : maskCardData(toStorableText(new TextDecoder().decode(Buffer.concat(chunks))));
}
