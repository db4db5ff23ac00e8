import { beforeAll, describe, expect, it } from "vitest";
import type { Payout } from "../../../src/domain/payout/payout.ts";
import { type ApiAnswer, call, signAdminToken, signToken, until } from "../../support/gateway.ts";
import { askPayout, payoutGateway, reportOf } from "../engine/support/payouts.ts";
import { expectFieldError, expectProblem } from "./support/expect-problem.ts";

const GOOD = { provider: "cpay", amount: "500.00", currency: "KES", recipient: { phone: "+254700000000" } };

let token = "";

beforeAll(async () => {
  token = await signToken();
});

function create(body: unknown, key: string | null = crypto.randomUUID()): Promise<ApiAnswer> {
  return call("POST", "/payouts", { token, body, headers: key === null ? {} : { "idempotency-key": key } });
}

describe("POST /payouts", () => {
  it("is refused with what a provider cannot do, before anything is recorded", async () => {
    const key = crypto.randomUUID();
    const answer = await create(GOOD, key);
    expectFieldError(answer, "provider", "not_supported_by_provider");
    expect(answer.body.detail).toBe("CPay makes no payouts.");
    // Refusals bind nothing: the key may be used for another body.
    expectFieldError(await create({ ...GOOD, amount: "1.00" }, key), "provider", "not_supported_by_provider");
    expect((await call("GET", "/payouts", { token })).body.data).toEqual([]);
  });

  it("needs a key that is a UUID v4", async () => {
    expectProblem(await create(GOOD, null), "idempotency_key_missing");
    expectProblem(await create(GOOD, "order-1"), "idempotency_key_invalid");
  });

  it.each([
    ["provider", { provider: undefined }],
    ["provider", { provider: "nobody" }],
    ["amount", { amount: "0" }],
    ["amount", { amount: "-5" }],
    ["amount", { amount: "1.001" }],
    ["amount", { amount: "1e3" }],
    ["amount", { amount: "9".repeat(20) }],
    ["currency", { currency: "kes" }],
    ["currency", { currency: "XXX" }],
    ["recipient", { recipient: undefined }],
    ["recipient", { recipient: "254700000000" }],
    ["recipient.phone", { recipient: { phone: "call me" } }],
    ["recipient.name", { recipient: { name: "" } }],
    ["recipient.iban", { recipient: { iban: "DE00" } }],
    ["reason", { reason: "x".repeat(256) }],
    ["reference", { reference: "" }],
    ["metadata", { metadata: "text" }],
    ["metadata", { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, at])) }],
    ["description", { description: "of payments alone" }],
  ])("answers 422 that names %s: %j", async (path, change) => {
    expectFieldError(await create({ ...GOOD, ...change }), path);
  });
});

describe("GET /payouts", () => {
  const merchantId = crypto.randomUUID();
  let owner = "";
  /** Ids, oldest first: completed, processing, failed. */
  const made: string[] = [];
  const list = (query: string, by = owner) => call("GET", `/payouts${query}`, { token: by });
  const idsOf = ({ body }: ApiAnswer): string[] => body.data.map(({ id }: { id: string }) => id);

  beforeAll(async () => {
    owner = await signToken({ merchantId });
    for (const [status, reference] of [
      ["completed", "salary-1"],
      ["pending", "salary-2"],
      ["failed", "salary-2"],
    ] as const) {
      const send = async (payout: Payout) => ({ ...reportOf(payout, status), exchange: null });
      const { shown } = await askPayout(payoutGateway({ send }), merchantId, crypto.randomUUID(), { reference });
      made.push(String(shown.id));
      // Times are in milliseconds: so that each is later than the one before.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until(
      () => list(""),
      ({ body }) => body.data.length === 3 && body.data.every((row: { status: string }) => row.status !== "pending"),
    );
  });

  it("lists the newest first, each as its own page shows it but for the trail", async () => {
    const answer = await list("");
    expect(idsOf(answer)).toEqual([...made].reverse());
    for (const row of answer.body.data) {
      const { audit_trail, ...own } = (await call("GET", `/payouts/${row.id}`, { token: owner })).body;
      expect(row).toEqual(own);
      expect(audit_trail).toHaveLength(2);
    }
  });

  it("filters by every member, together and alone", async () => {
    expect(idsOf(await list("?status=completed"))).toEqual([made[0]]);
    expect(idsOf(await list("?reference=salary-2"))).toEqual([made[2], made[1]]);
    expect(idsOf(await list("?reference=salary-2&status=processing&provider=cpay"))).toEqual([made[1]]);
    expect(idsOf(await list("?provider=mpesa"))).toEqual([]);
    const { created_at: at } = (await list("?status=processing")).body.data[0];
    expect(idsOf(await list(`?created_from=${at}`))).toEqual([made[2], made[1]]);
    expect(idsOf(await list(`?created_to=${at}`))).toEqual([made[1], made[0]]);
  });

  it("pages by number and by cursor", async () => {
    const first = await list("?limit=2");
    expect(first.body).toMatchObject({ page: 1, limit: 2, has_more: true });
    const rest = await list(`?limit=2&cursor=${first.body.next_cursor}`);
    expect([...idsOf(first), ...idsOf(rest)]).toEqual([...made].reverse());
    expect(idsOf(await list("?limit=2&page=2"))).toEqual(idsOf(rest));
    expect(rest.body).toMatchObject({ has_more: false, next_cursor: null });
  });

  it("answers as the examples of the documentation do", async () => {
    const { paths } = (await call("GET", "/openapi.json")).body;
    const exampleOf = (path: string) =>
      paths[`/api/v1${path}`].get.responses["200"].content["application/json"].example;
    const members = (value: object) => Object.keys(value).sort();
    const { body } = await call("GET", `/payouts/${made[0]}`, { token: owner });
    expect(members(body)).toEqual(members(exampleOf("/payouts/{id}")));
    expect(members(body.audit_trail[0])).toEqual(members(exampleOf("/payouts/{id}").audit_trail[0]));
    const page = (await list("")).body;
    expect(members(page)).toEqual(members(exampleOf("/payouts")));
    expect(members(page.data[0])).toEqual(members(exampleOf("/payouts").data[0]));
  });

  it("shows a merchant its own, the operator everybody's", async () => {
    expect(idsOf(await list("", token))).toEqual([]);
    const mine = (await list("?limit=100&reference=salary-1", await signAdminToken())).body.data;
    expect(mine.map(({ id }: { id: string }) => id)).toContain(made[0]);
    const { status } = await call("GET", `/payouts/${made[0]}`, { token: await signAdminToken() });
    expect(status).toBe(200);
  });
});
