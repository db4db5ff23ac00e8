/** A reference from a path, where `=` may be encoded; malformed encoding is left as it is, and so finds nothing. */
export function decodeReference(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
