import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHAIN_START } from "../../../src/domain/audit/audit-entry.ts";
import { type ChainTruth, verifyChain } from "../../../src/domain/audit/verify-chain.ts";
import type { AuditRow } from "../../../src/domain/projection.ts";
import { type AuditLogQuery, listAuditLogs, readChain } from "../../../src/storage/postgres/audit-log-repository.ts";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { afterNoon, chainRows, newId } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("audit entries on %s", (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 60_000);
  afterAll(() => database.close());

  const entryOf = ({ chain, merchant_id, ...entry }: AuditRow) => entry;
  const write = async (length: number, merchantId: string, transactionId: string | null = newId()) => {
    const rows = chainRows(length, transactionId, merchantId);
    await writeProjections(database.client, [{ audit_logs: rows }]);
    return rows;
  };

  describe("a chain", () => {
    const verdictOf = async (rows: readonly AuditRow[]) => {
      const head = rows.at(-1)?.hash ?? CHAIN_START;
      const flushed = rows.length;
      const truth: ChainTruth = { entries: flushed, head, flushed, flushedHead: head, unflushed: [] };
      return verifyChain(await readChain(database.client, rows[0]?.chain ?? "", rows[0]?.merchant_id ?? null), truth);
    };

    it("comes back exactly as written, in order", async () => {
      const rows = await write(12, "merchant-a");
      expect(await readChain(database.client, rows[0]?.chain ?? "", "merchant-a")).toEqual(rows.map(entryOf));
      expect(await readChain(database.client, rows[0]?.chain ?? "", null)).toEqual(rows.map(entryOf));
      expect(await verdictOf(rows)).toMatchObject({ valid: true, entries: 12, pending: 0 });
    });

    it("of a merchant's configuration does, too", async () => {
      const rows = await write(3, "merchant-of-config", null);
      expect(rows[0]?.chain).toBe("merchant:merchant-of-config");
      expect(await verdictOf(rows)).toMatchObject({ valid: true });
    });

    it("may be long", async () => {
      const rows = await write(1_234, "merchant-a");
      expect(await verdictOf(rows)).toMatchObject({ valid: true, entries: 1_234 });
    });

    it("shows an entry forged before the first", async () => {
      const rows = await write(2, "merchant-a");
      await writeProjections(database.client, [
        { audit_logs: rows.slice(0, 1).map((row) => ({ ...row, id: newId(), sequence: 0 })) },
      ]);
      expect(await verdictOf(rows)).toMatchObject({ valid: false });
    });

    it("is empty for one that is not there", async () => {
      expect(await readChain(database.client, newId(), null)).toEqual([]);
    });

    it.each([
      ["id", "id = gen_random_uuid()"],
      ["sequence", "sequence = 7"],
      ["merchant_id", "merchant_id = 'merchant-b'"],
      ["merchant_id (removed)", "merchant_id = null"],
      ["event_type", "event_type = event_type || ' '"],
      ["event_data", `event_data = event_data || '{"step": 2.5}'`],
      ["event_data (a member added)", `event_data = event_data || '{"x": null}'`],
      ["event_data (a member removed)", "event_data = event_data - 'note'"],
      ["user_id", "user_id = null"],
      ["ip_address", "ip_address = ''"],
      ["user_agent", "user_agent = 'test/2'"],
      ["timestamp by a microsecond", `"timestamp" = "timestamp" + interval '1 microsecond'`],
      ["timestamp back by a microsecond", `"timestamp" = "timestamp" - interval '1 microsecond'`],
      ["timestamp to infinity", `"timestamp" = 'infinity'`],
      ["timestamp to the same day before Christ", `"timestamp" = '2026-03-01 12:00:00.001+00 BC'`],
      ["timestamp past what JavaScript knows", `"timestamp" = '290000-01-01 00:00:00+00'`],
      ["previous_hash", "previous_hash = repeat('0', 64)"],
      ["hash", "hash = upper(hash)"],
      ["transaction_id and chain", "transaction_id = null, chain = 'merchant:' || merchant_id"],
    ])("shows an edit of %s", async (_, assignment) => {
      const rows = await write(4, "merchant-a");
      await database.sql(`update audit_logs set ${assignment} where chain = $1 and sequence = 3`, rows[0]?.chain ?? "");
      expect(await verdictOf(rows)).toMatchObject({ valid: false, first_invalid: 3 });
    });

    it.each([1, 3, 4])("shows that entry %i is missing", async (sequence) => {
      const rows = await write(4, "merchant-a");
      await database.sql(`delete from audit_logs where chain = $1 and sequence = ${sequence}`, rows[0]?.chain ?? "");
      expect(await verdictOf(rows)).toMatchObject({ valid: false, first_invalid: sequence });
    });

    it("does not mind another time zone or date style of the server", async () => {
      const rows = await write(2, "merchant-a");
      await database.sql("set timezone to 'Africa/Nairobi'");
      await database.sql("set datestyle to 'German'");
      expect(await readChain(database.client, rows[0]?.chain ?? "", null)).toEqual(rows.map(entryOf));
      await database.sql("set timezone to 'UTC'");
      await database.sql("set datestyle to 'ISO'");
    });
  });

  describe("a list", () => {
    const list = async (query: Partial<AuditLogQuery>) => {
      const listing = await listAuditLogs(database.client, { merchantId: "lister", limit: 100, ...query });
      if (!listing.ok) throw new Error(listing.refusal);
      return listing;
    };
    let first: AuditRow[];
    let second: AuditRow[];
    beforeAll(async () => {
      first = await write(5, "lister");
      second = await write(5, "lister");
      await write(3, "lister", null);
      await write(5, "other-lister");
    });

    it("holds the merchant's own entries, newest first, with a chain's entries in its order", async () => {
      const { data } = await list({});
      expect(data).toHaveLength(13);
      const ofFirst = data.filter((entry) => entry.transaction_id === first[0]?.transaction_id);
      expect(ofFirst).toEqual(first.map(entryOf).reverse());
      const times = data.map((entry) => entry.timestamp);
      expect(times).toEqual([...times].sort().reverse());
    });

    it("filters by transaction, type and time", async () => {
      const transactionId = second[0]?.transaction_id ?? "";
      expect((await list({ transactionId })).data).toEqual(second.map(entryOf).reverse());
      expect((await list({ transactionId: transactionId.toUpperCase() })).data).toHaveLength(5);
      expect((await list({ transactionId, merchantId: "other-lister" })).data).toEqual([]);
      const initiated = await list({ eventType: "payment.initiated" });
      expect(initiated.data.map((entry) => entry.sequence)).toEqual([1, 1, 1]);
      const later = await list({ transactionId, from: afterNoon(1), to: afterNoon(1) });
      expect(later.data.map((entry) => entry.sequence)).toEqual([3, 2]);
    });

    it("goes through everything once with cursors", async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ limit: 3, cursor });
        seen.push(...page.data.map((entry) => entry.id));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual((await list({})).data.map((entry) => entry.id));
      expect(new Set(seen).size).toBe(13);
    });

    it("refuses a cursor that it has not given", async () => {
      const query = { merchantId: null, limit: 10, cursor: "AAAA" };
      expect(await listAuditLogs(database.client, query)).toEqual({ ok: false, refusal: "cursor_invalid" });
    });

    it("shows the operator every merchant's", async () => {
      const { data } = await list({ merchantId: null, eventType: "payment.initiated" });
      expect(new Set(data.map((entry) => entry.transaction_id)).size).toBeGreaterThan(3);
    });
  });
});
