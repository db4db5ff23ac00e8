import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuditEntry, appendAuditEntry, CHAIN_START, hashOfEntry } from "../../../src/domain/audit/audit-entry.ts";
import { type ChainTruth, verifyChain } from "../../../src/domain/audit/verify-chain.ts";
import { deriveChildId } from "../../../src/domain/identifiers.ts";
import type { JsonValue } from "../../../src/lib/canonical-json.ts";
import { T0, terms } from "./support/builders.ts";

const ID = terms().id;
const LENGTH = 6;

/** A chain as a shard writes it. `salt` makes a chain of other content with the same numbers. */
function makeChain(length: number, salt = ""): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const draft = {
      type: `payment.step_${sequence}`,
      data: { step: sequence, salt, nested: { list: [1, "a", null] } },
    };
    entries.push(
      appendAuditEntry(draft, {
        id: deriveChildId(ID, "audit", String(sequence)),
        transactionId: ID,
        sequence,
        previousHash: entries.at(-1)?.hash ?? CHAIN_START,
        actor: { userId: "user-1", ipAddress: "203.0.113.7", userAgent: "curl/8" },
        now: T0 + sequence,
      }),
    );
  }
  return entries;
}

/** What the shard knows when the first `flushed` entries have reached Postgres for sure. */
function truthOf(chain: readonly AuditEntry[], flushed = chain.length): ChainTruth {
  return {
    entries: chain.length,
    head: chain.at(-1)?.hash ?? CHAIN_START,
    flushed,
    flushedHead: chain[flushed - 1]?.hash ?? CHAIN_START,
    unflushed: chain.slice(flushed).map(({ hash }) => hash),
  };
}

/** A forger who knows the algorithm: changes an entry and hashes it, and all that follow, anew. */
function forge(chain: readonly AuditEntry[], index: number, change: Partial<AuditEntry>): AuditEntry[] {
  const forged = chain.slice(0, index);
  for (const entry of chain.slice(index)) {
    const altered = forged.length === index ? { ...entry, ...change } : entry;
    const linked = { ...altered, previous_hash: forged.at(-1)?.hash ?? CHAIN_START };
    forged.push({ ...linked, hash: hashOfEntry(linked) });
  }
  return forged;
}

const OTHER_VALUES: { [Name in keyof AuditEntry]: JsonValue } = {
  id: "00000000-0000-8000-8000-000000000000",
  transaction_id: "00000000-0000-8000-8000-000000000001",
  sequence: 99,
  event_type: "payment.forged",
  event_data: { step: 2, salt: "", nested: { list: [1, "b", null] } },
  user_id: null,
  ip_address: "203.0.113.8",
  user_agent: "",
  timestamp: "2027-11-01T00:00:00.001Z",
  previous_hash: "a".repeat(64),
  hash: "b".repeat(64),
};
const FIELDS = Object.keys(OTHER_VALUES) as (keyof AuditEntry)[];

describe("an audit chain that is whole", () => {
  it("is valid, with its count and its head", () => {
    const chain = makeChain(LENGTH);
    const verdict = verifyChain(chain, truthOf(chain));
    expect(verdict).toEqual({ valid: true, entries: 6, head: chain.at(-1)?.hash, pending: 0, first_invalid: null });
  });

  it("counts what has not arrived yet as pending, never as wrong", () => {
    const chain = makeChain(LENGTH);
    for (let flushed = 0; flushed <= LENGTH; flushed += 1) {
      for (let stored = flushed; stored <= LENGTH; stored += 1) {
        const verdict = verifyChain(chain.slice(0, stored), truthOf(chain, flushed));
        expect(verdict, `${flushed} flushed, ${stored} stored`).toMatchObject({
          valid: true,
          pending: LENGTH - stored,
        });
      }
    }
  });

  it("is valid when it is empty on both sides", () => {
    expect(verifyChain([], truthOf([]))).toEqual({
      valid: true,
      entries: 0,
      head: CHAIN_START,
      pending: 0,
      first_invalid: null,
    });
  });

  it("hashes every field, so that reading an entry back tells whether it is the one that was written", () => {
    const [, entry] = makeChain(2);
    if (entry === undefined) throw new Error("two entries were made");
    expect(hashOfEntry(entry)).toBe(entry.hash);
    for (const field of FIELDS.filter((name) => name !== "hash")) {
      expect(hashOfEntry({ ...entry, [field]: OTHER_VALUES[field] }), field).not.toBe(entry.hash);
    }
  });
});

describe("an audit chain that was tampered with", () => {
  const positions = Array.from({ length: LENGTH }, (_, index) => index);

  it.each(FIELDS)("shows an edit of %s, in whatever row", (field) => {
    const chain = makeChain(LENGTH);
    for (const index of positions) {
      const rows = chain.map((entry, at) => (at === index ? { ...entry, [field]: OTHER_VALUES[field] } : entry));
      const verdict = verifyChain(rows, truthOf(chain));
      expect(verdict, `row ${index + 1}`).toMatchObject({ valid: false, first_invalid: index + 1 });
    }
  });

  it("shows an edit whose hashes were all made to fit, at the latest at the last flushed row", () => {
    const chain = makeChain(LENGTH);
    for (const index of positions) {
      const rows = forge(chain, index, { event_data: { amount_minor: 1 } });
      expect(verifyChain(rows, truthOf(chain)), `row ${index + 1}`).toMatchObject({ valid: false });
      const inFlight = verifyChain(rows, truthOf(chain, 2));
      // The shard knows the hash of each row it cannot be sure of, so there the very row is named.
      expect(inFlight, `row ${index + 1}`).toMatchObject({ valid: false, first_invalid: Math.max(2, index + 1) });
    }
  });

  it("shows the removal of any row, the last ones included, and which is missing", () => {
    const chain = makeChain(LENGTH);
    for (const index of positions) {
      const rows = chain.filter((_, at) => at !== index);
      expect(verifyChain(rows, truthOf(chain)), `row ${index + 1}`).toMatchObject({
        valid: false,
        first_invalid: index + 1,
      });
      const cut = chain.slice(0, index);
      expect(verifyChain(cut, truthOf(chain)), `cut at ${index}`).toMatchObject({
        valid: false,
        first_invalid: index + 1,
      });
    }
  });

  it("shows two rows that changed places, with their own numbers or each other's", () => {
    const chain = makeChain(LENGTH);
    for (const index of positions.slice(0, -1)) {
      const rows = [...chain];
      const [first, second] = [rows[index], rows[index + 1]];
      if (first === undefined || second === undefined) throw new Error("a chain has no holes");
      rows[index] = { ...second, sequence: first.sequence };
      rows[index + 1] = { ...first, sequence: second.sequence };
      expect(verifyChain(rows, truthOf(chain))).toMatchObject({ valid: false, first_invalid: index + 1 });
    }
  });

  it("shows rows that were added: behind the last, before the first, twice, or in between", () => {
    const chain = makeChain(LENGTH);
    const longer = makeChain(LENGTH + 1);
    expect(verifyChain(longer, truthOf(chain))).toMatchObject({ valid: false, first_invalid: LENGTH + 1 });
    const [first] = chain;
    if (first === undefined) throw new Error("a chain has a first row");
    expect(verifyChain([{ ...first, sequence: 0 }, ...chain], truthOf(chain))).toMatchObject({
      valid: false,
      first_invalid: 0,
    });
    expect(verifyChain([first, ...chain], truthOf(chain))).toMatchObject({ valid: false, first_invalid: 1 });
  });

  it("shows another payment's chain in its place, however sound that is in itself", () => {
    const chain = makeChain(LENGTH);
    expect(verifyChain(makeChain(LENGTH, "other"), truthOf(chain))).toMatchObject({ valid: false });
    expect(verifyChain(makeChain(LENGTH, "other"), truthOf(chain, 0))).toMatchObject({
      valid: false,
      first_invalid: 1,
    });
  });

  it("shows any change at all, by whoever", () => {
    const chain = makeChain(LENGTH);
    const edit = fc.record({ field: fc.constantFrom(...FIELDS), value: fc.jsonValue() });
    // Postgres keeps sequences in a column of whole numbers; everything else may be anything.
    const renumbering = fc.record({ field: fc.constant("sequence" as const), value: fc.integer({ min: -2, max: 9 }) });
    const isStorable = ({ field, value }: { field: string; value: unknown }) =>
      field !== "sequence" || Number.isInteger(value);
    const change = fc.tuple(fc.nat(LENGTH - 1), fc.oneof(edit.filter(isStorable), renumbering));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(LENGTH), (changes, flushed) => {
        const rows: AuditEntry[] = chain.map((entry) => ({ ...entry }));
        for (const [index, { field, value }] of changes) Object.assign(rows[index] ?? {}, { [field]: value });
        const first = rows.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(chain[index]));
        fc.pre(first !== -1);
        const verdict = verifyChain(rows, truthOf(chain, flushed));
        expect(verdict.valid).toBe(false);
        expect(verdict.first_invalid).toBeLessThanOrEqual(first + 1);
      }),
      { numRuns: 1_000 },
    );
  });
});
