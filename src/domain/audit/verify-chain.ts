import { type AuditEntry, CHAIN_START, hashOfEntry } from "./audit-entry.ts";

/** What the owning object knows of a chain: the truth that stored rows are held against. */
export interface ChainTruth {
  /** Entries written so far. */
  readonly entries: number;
  /** Hash of the last one. */
  readonly head: string;
  /** Entries that are known to have reached Postgres; later ones may or may not be there yet. */
  readonly flushed: number;
  /** Hash of the entry with number `flushed` (the chain's start for 0). */
  readonly flushedHead: string;
  /** Hashes of the entries after `flushed`, in order. */
  readonly unflushed: readonly string[];
}

/** The answer of the verify endpoint (contract section 8). */
export interface ChainVerdict {
  readonly valid: boolean;
  readonly entries: number;
  readonly head: string;
  readonly pending: number;
  readonly first_invalid: number | null;
}

/**
 * Holds stored rows, in order of their sequence, against what the owning object knows. Finds edited, missing (the last
 * ones included), repeated, reordered and foreign rows; rows that are not flushed yet count as pending, not as wrong.
 */
export function verifyChain(rows: readonly AuditEntry[], truth: ChainTruth): ChainVerdict {
  const verdict = (firstInvalid: number | null, stored: number): ChainVerdict => ({
    valid: firstInvalid === null,
    entries: truth.entries,
    head: truth.head,
    pending: Math.max(0, truth.entries - Math.max(stored, truth.flushed)),
    first_invalid: firstInvalid,
  });
  let previousHash = CHAIN_START;
  let sequence = 0;
  for (const row of rows) {
    sequence += 1;
    const expected = expectedHash(sequence, truth);
    const sound =
      row.sequence === sequence &&
      sequence <= truth.entries &&
      row.previous_hash === previousHash &&
      row.hash === hashOfEntry(row) &&
      (expected === null || expected === row.hash);
    if (!sound) return verdict(Math.min(sequence, row.sequence), sequence);
    previousHash = row.hash;
  }
  if (sequence < truth.flushed) return verdict(sequence + 1, sequence);
  return verdict(null, sequence);
}

function expectedHash(sequence: number, truth: ChainTruth): string | null {
  if (sequence === truth.flushed) return truth.flushedHead;
  return truth.unflushed[sequence - truth.flushed - 1] ?? null;
}
