import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeProjections } from "../../../src/storage/postgres/projection-repository.ts";
import { findByProviderIds, type ProviderIds } from "../../../src/storage/postgres/provider-id-repository.ts";
import { transactionRow } from "./support/rows.ts";
import { DATABASES, openTestDatabase, type TestDatabase } from "./support/test-database.ts";

describe.each(DATABASES)("findByProviderIds on %s", (kind) => {
  let database: TestDatabase;
  const session = transactionRow({ provider_transaction_id: "cs_1", provider_receipt: "pi_1" });
  const plain = transactionRow({ provider_transaction_id: "cp_2", provider_receipt: null });
  const foreign = transactionRow({ provider_transaction_id: "cs_1", account_id: "merchant:foe:cpay" });
  const twin = transactionRow({ provider_transaction_id: "cp_3", provider_receipt: "pi_1" });

  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await writeProjections(database.client, [{ transactions: [session, plain, foreign] }]);
  }, 60_000);
  afterAll(() => database.close());

  const find = (ids: Partial<ProviderIds>) =>
    findByProviderIds(database.client, { accountId: "platform:cpay", handle: null, receipt: null, ...ids });

  it("finds a payment by the name of the request or of its money, whichever it is given as", async () => {
    expect(await find({ handle: "cs_1" })).toEqual([session.id]);
    expect(await find({ receipt: "pi_1" })).toEqual([session.id]);
    expect(await find({ handle: "pi_1" })).toEqual([session.id]);
    expect(await find({ handle: "cs_1", receipt: "pi_1" })).toEqual([session.id]);
    expect(await find({ handle: "cp_2", receipt: "nothing" })).toEqual([plain.id]);
  });

  it("finds none without a name, of an unknown one, or of another account", async () => {
    expect(await find({})).toEqual([]);
    expect(await find({ handle: "cp_unheard_of" })).toEqual([]);
    expect(await find({ accountId: "merchant:friend:cpay", handle: "cs_1" })).toEqual([]);
  });

  it("finds a payment of any version of the account, by an index, and of nobody else's", async () => {
    const own = transactionRow({ provider_transaction_id: "cs_9", account_id: "acme.cpay.1" });
    const others = transactionRow({ provider_transaction_id: "cs_9", account_id: "acme.cpay.cpay.1" });
    await writeProjections(database.client, [{ transactions: [own, others] }]);
    for (const accountId of ["acme.cpay.1", "acme.cpay.2", "acme.cpay.30"]) {
      expect(await find({ accountId, handle: "cs_9" })).toEqual([own.id]);
    }
    expect(await find({ accountId: "acme.stripe.1", handle: "cs_9" })).toEqual([]);
    await database.sql("set enable_seqscan = off");
    database.statements.length = 0;
    await find({ accountId: "acme.cpay.2", handle: "cs_9" });
    const { text, params } = database.statements.at(-1) ?? { text: "", params: [] };
    const plan = (await database.sql(`explain ${text}`, ...params.map(String))).join("\n");
    expect(plan).toContain("transactions_by_handle");
    expect(plan).toMatch(/Index Cond: .*regexp_replace/);
  });

  it("tells when a name means more than one", async () => {
    await writeProjections(database.client, [{ transactions: [twin] }]);
    expect(await find({ receipt: "pi_1" })).toHaveLength(2);
  });
});
