import { canonicalJson, type JsonValue } from "../../lib/canonical-json.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import { sha256Hex } from "../../lib/hash.ts";
import type { Actor } from "../actor.ts";

/** What is to be written down; number, time and hashes are added by the chain. */
export interface AuditDraft {
  readonly type: string;
  readonly data: { readonly [name: string]: JsonValue };
}

/** One entry of a hash chain, in the shape the API shows. */
export interface AuditEntry {
  readonly id: string;
  readonly transaction_id: string | null;
  readonly sequence: number;
  readonly event_type: string;
  readonly event_data: JsonValue;
  readonly user_id: string | null;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly timestamp: string;
  readonly previous_hash: string;
  readonly hash: string;
}

/** The hash before the first entry of every chain. */
export const CHAIN_START = "0".repeat(64);

/** What an entry needs besides its draft. */
export interface ChainPosition {
  readonly id: string;
  readonly transactionId: string | null;
  readonly sequence: number;
  readonly previousHash: string;
  readonly actor: Actor;
  readonly now: number;
}

/** Makes the next entry of a chain. Its hash covers every field, over RFC 8785 canonical text. */
export function appendAuditEntry(draft: AuditDraft, position: ChainPosition): AuditEntry {
  const content = {
    id: position.id,
    transaction_id: position.transactionId,
    sequence: position.sequence,
    event_type: draft.type,
    event_data: draft.data as JsonValue,
    user_id: position.actor.userId,
    ip_address: position.actor.ipAddress,
    user_agent: position.actor.userAgent,
    timestamp: toRfc3339(position.now),
    previous_hash: position.previousHash,
  };
  return { ...content, hash: sha256Hex(canonicalJson(content)) };
}

/** The hash an entry must have, computed from all its other fields. */
export function hashOfEntry(entry: Omit<AuditEntry, "hash">): string {
  return sha256Hex(
    canonicalJson({
      id: entry.id,
      transaction_id: entry.transaction_id,
      sequence: entry.sequence,
      event_type: entry.event_type,
      event_data: entry.event_data,
      user_id: entry.user_id,
      ip_address: entry.ip_address,
      user_agent: entry.user_agent,
      timestamp: entry.timestamp,
      previous_hash: entry.previous_hash,
    }),
  );
}
