import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "../../../src/storage/postgres/cursor.ts";
import { toInstant } from "../../../src/storage/postgres/stored-instant.ts";
import { newId } from "./support/rows.ts";

const INSTANT = "2026-03-01T12:00:00.123456Z";

describe("a cursor", () => {
  it("comes back as the position it was made of", () => {
    const position = [INSTANT, "7", newId(), "any | text"];
    expect(decodeCursor(encodeCursor(position), ["instant", "count", "uuid", "text"])).toEqual(position);
    expect(encodeCursor(position)).toMatch(/^[\w-]+$/);
  });

  it.each([
    ["fewer parts", [INSTANT]],
    ["more parts", [INSTANT, newId(), "1"]],
    ["a time without a zone", ["2026-03-01T12:00:00.123456", newId()]],
    ["infinity", ["infinity", newId()]],
    ["the 30th of February", ["2026-02-30T12:00:00.000Z", newId()]],
    ["the 25th hour", ["2026-02-20T25:00:00.000Z", newId()]],
    ["no UUID", [INSTANT, "1"]],
  ])("is refused with %s", (_, position) => {
    expect(decodeCursor(encodeCursor(position), ["instant", "uuid"])).toBeNull();
  });

  it("is refused with U+0000 or a lone surrogate in a text, which Postgres would refuse with an error", () => {
    expect(decodeCursor(encodeCursor(["a\u0000"]), ["text"])).toBeNull();
    expect(decodeCursor(encodeCursor(["a\ud800"]), ["text"])).toBeNull();
  });

  it("is refused in any spelling but the one given out", () => {
    const cursor = encodeCursor([INSTANT, newId()]);
    for (const other of [`${cursor}=`, ` ${cursor}`, `${cursor}!`, cursor.slice(1), cursor.repeat(20)]) {
      expect(decodeCursor(other, ["instant", "uuid"])).toBeNull();
    }
  });

  it("never throws, whatever is handed in", () => {
    fc.assert(fc.property(fc.string(), (text) => decodeCursor(text, ["instant", "uuid"]) === null));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = Buffer.from(JSON.stringify(value)).toString("base64url");
        return decodeCursor(text, ["instant", "uuid"]) === null;
      }),
    );
  });
});

describe("a stored time", () => {
  it.each([
    ["1772366400.000000", "2026-03-01T12:00:00.000Z"],
    ["1772366400.123000", "2026-03-01T12:00:00.123Z"],
    ["1772366400.123001", "2026-03-01T12:00:00.123001Z"],
    ["0.000000", "1970-01-01T00:00:00.000Z"],
    ["-1.500000", "-1.500000"],
    ["Infinity", "Infinity"],
    ["99999999999999.000000", "99999999999999.000000"],
  ])("of %s seconds is shown as %s", (seconds, shown) => {
    expect(toInstant(seconds)).toBe(shown);
  });
});
