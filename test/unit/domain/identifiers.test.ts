import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressOf,
  deriveChildId,
  deriveDetachedId,
  deriveTransactionId,
  isUuid,
  newMerchantId,
  parseShardId,
  regionOfMerchant,
  SHARD_COUNT,
} from "../../../src/domain/identifiers.ts";
import { REGIONS } from "../../../src/domain/region.ts";

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const text = fc.string({ maxLength: 40 });

describe("the id of a transaction", () => {
  it("is a UUID v8 that carries region and shard, whatever it is made of", () => {
    fc.assert(
      fc.property(text, text, text, (merchant, operation, key) => {
        const id = deriveTransactionId(merchant, operation, key);
        expect(id).toMatch(UUID_V8);
        expect(parseShardId(id)).toBe(id);
        expect(addressOf(id).shard).toBeLessThan(SHARD_COUNT);
      }),
    );
  });

  it("never changes: these were given out and are in other people's databases", () => {
    expect(deriveTransactionId("merchant-1", "payment", "key-1")).toBe("003904d8-a766-8ac2-aa58-f5571ac0bce9");
    expect(SHARD_COUNT).toBe(64);
  });

  it("is SHA-256 over the length-prefixed parts, so that a shift between parts is another id", () => {
    const parts = ["m", "payment", "k"].map((part) =>
      Buffer.concat([Buffer.from([0, 0, 0, part.length]), Buffer.from(part)]),
    );
    const digest = createHash("sha256").update(Buffer.concat(parts)).digest("hex");
    const id = deriveTransactionId("m", "payment", "k").replaceAll("-", "");
    expect(id.slice(4, 12)).toBe(digest.slice(4, 12));
    expect(id.slice(13, 16)).toBe(digest.slice(13, 16));
    expect(id.slice(17)).toBe(digest.slice(17, 32));
    fc.assert(
      fc.property(text, text, fc.nat(40), (left, right, at) => {
        const joined = left + right;
        const cut = Math.min(at, joined.length);
        fc.pre(cut !== left.length);
        const moved = deriveTransactionId(joined.slice(0, cut), "payment", joined.slice(cut));
        expect(moved).not.toBe(deriveTransactionId(left, "payment", right));
      }),
    );
  });

  it("differs for every merchant, operation and key", () => {
    const ids = Array.from({ length: 20_000 }, (_, index) =>
      deriveTransactionId(
        `merchant-${index % 20}`,
        index % 2 === 0 ? "payment" : "payout",
        `key-${Math.floor(index / 20)}`,
      ),
    );
    expect(new Set(ids).size).toBe(new Set(ids.map((_, i) => `${i % 20}|${i % 2}|${Math.floor(i / 20)}`)).size);
  });

  it("spreads evenly over the shards", () => {
    const counts = new Array<number>(SHARD_COUNT).fill(0);
    for (let index = 0; index < 64_000; index += 1) {
      const { shard } = addressOf(deriveTransactionId("merchant-1", "payment", `key-${index}`));
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });

  it("lives in its merchant's region, for ever", () => {
    for (const { number } of REGIONS) {
      const merchant = newMerchantId(number);
      expect(regionOfMerchant(merchant)).toBe(number);
      expect(addressOf(deriveTransactionId(merchant, "payment", "k")).region).toBe(number);
      expect(addressOf(deriveTransactionId(merchant.toUpperCase(), "payment", "k")).region).toBe(number);
    }
  });
});

describe("the id of what belongs to a transaction", () => {
  it("lives in the same object, and differs by owner, kind and key", () => {
    fc.assert(
      fc.property(fc.constantFrom(...REGIONS), text, text, ({ number }, key, otherKey) => {
        fc.pre(key !== otherKey);
        const owner = deriveTransactionId(newMerchantId(number), "payment", "k");
        const child = deriveChildId(owner, "refund", key);
        expect(addressOf(child)).toEqual(addressOf(owner));
        expect(addressOf(deriveChildId(child, "refund", key))).toEqual(addressOf(owner));
        expect(deriveChildId(owner, "refund", key)).toBe(child);
        expect(deriveChildId(owner, "event", key)).not.toBe(child);
        expect(deriveChildId(owner, "refund", otherKey)).not.toBe(child);
      }),
    );
  });

  it("lives in a shard of the default region when it belongs to none", () => {
    const ids = Array.from({ length: 500 }, (_, index) => deriveDetachedId("inbox", `event-${index}`));
    expect(new Set(ids.map((id) => addressOf(id).region))).toEqual(new Set([0]));
    expect(new Set(ids.map((id) => addressOf(id).shard)).size).toBe(SHARD_COUNT);
    expect(deriveDetachedId("inbox", "a", "b")).not.toBe(deriveDetachedId("inbox", "ab", ""));
  });
});

describe("reading an id", () => {
  const known = deriveTransactionId("merchant-1", "payment", "key-1");

  it("takes upper case, and gives back lower", () => {
    expect(parseShardId(known.toUpperCase())).toBe(known);
  });

  it.each([
    ["a version 4", "6ba7b810-9dad-41d1-80b4-00c04fd430c8"],
    ["a region that was never given out", `0a${known.slice(2)}`],
    ["another variant", `${known.slice(0, 19)}c${known.slice(20)}`],
    ["white space around", ` ${known}`],
    ["a line break behind", `${known}\n`],
    ["too short", known.slice(0, -1)],
    ["too long", `${known}0`],
    ["no hyphens", known.replaceAll("-", "")],
    ["braces", `{${known}}`],
    ["nothing", ""],
    ["a path", "../../x"],
  ])("refuses %s", (_, id) => {
    expect(parseShardId(id)).toBeNull();
  });

  it("never throws and never takes text that is not of the form", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uuid()), (id) => {
        const parsed = parseShardId(id);
        if (parsed !== null) expect(parsed).toMatch(UUID_V8);
        expect(isUuid(id)).toBe(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id));
      }),
    );
  });

  it("takes merchants' ids of any making as of the default region", () => {
    for (const merchant of ["shop", "6ba7b810-9dad-41d1-80b4-00c04fd430c8", "", `ff${known.slice(2)}`]) {
      expect(regionOfMerchant(merchant), merchant).toBe(0);
    }
  });
});
