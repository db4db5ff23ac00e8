import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sha256OfParts } from "../../../src/lib/hash.ts";

describe("the hash of parts", () => {
  it("covers each part behind its length in bytes, four of them, the highest first", () => {
    const text = Buffer.concat([
      Buffer.from([0, 0, 0, 2]),
      Buffer.from("ab"),
      Buffer.from([0, 0, 0, 3]),
      Buffer.from("€"),
    ]);
    expect(sha256OfParts(["ab", "€"])).toEqual(createHash("sha256").update(text).digest());
    expect(sha256OfParts([])).toEqual(createHash("sha256").digest());
  });

  it("differs when the same text is cut elsewhere", () => {
    expect(sha256OfParts(["ab", "c"])).not.toEqual(sha256OfParts(["a", "bc"]));
    expect(sha256OfParts(["abc"])).not.toEqual(sha256OfParts(["abc", ""]));
  });
});
