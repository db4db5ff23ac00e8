import { beforeAll, describe, expect, it } from "vitest";
import {
  type ApiAnswer,
  call,
  initialize,
  paymentBody,
  refund,
  signAdminToken,
  signToken,
  until,
} from "../../support/gateway.ts";
import { expectFieldError, expectProblem } from "./support/expect-problem.ts";

const merchantId = crypto.randomUUID();
let token = "";
let stranger = "";
let admin = "";
/** Ids of one merchant's five payments, oldest first: waiting, completed, refunded in part, failed, in another currency. */
const payments: string[] = [];
let refunded: ApiAnswer["body"];

const idsOf = (answer: ApiAnswer): string[] => answer.body.data.map(({ id }: { id: string }) => id);
const list = (query: string, by = token) => call("GET", `/payments${query}`, { token: by });

beforeAll(async () => {
  token = await signToken({ merchantId });
  stranger = await signToken();
  admin = await signAdminToken();
  const bodies = [
    paymentBody("jane@example.com", { customer: { id: "c-1", email: "jane@example.com" }, reference: "order-1" }),
    paymentBody("approve@example.com", { customer: { id: "c-2", email: "approve@example.com" }, reference: "order-2" }),
    paymentBody("approve@example.com", { customer: { id: "c-2", email: "approve@example.com" }, reference: "order-2" }),
    paymentBody("decline@example.com"),
    paymentBody("approve@example.com", { currency: "JPY", amount: 1000 }),
  ];
  for (const body of bodies) {
    payments.push((await initialize(token, body)).body.id);
    // Times are in milliseconds: so that each is later than the one before.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  refunded = (await refund(token, payments[2] ?? "", { amount: "400.00", reason: "late" })).body;
  await initialize(stranger, paymentBody("approve@example.com", { reference: "order-2" }));
  await until(
    () => list(""),
    ({ body }) => body.data.length === 5 && body.data[2].amount_refunded_minor === 40_000,
  );
});

const at = (...indexes: number[]) => indexes.map((index) => payments[index]);

describe("GET /payments", () => {
  it("lists the newest first, each as its own page shows it but for what is only there", async () => {
    const answer = await list("");
    expect(answer.body).toMatchObject({ page: 1, limit: 20, has_more: false, next_cursor: null });
    expect(idsOf(answer)).toEqual(at(4, 3, 2, 1, 0));
    for (const row of answer.body.data) {
      const { audit_trail, refunds, next_action, ...own } = (await call("GET", `/payments/${row.id}`, { token })).body;
      expect(row).toEqual(own);
      expect([audit_trail, refunds].every(Array.isArray), `${next_action}`).toBe(true);
    }
  });

  it.each<[string, number[]]>([
    ["provider=cpay", [4, 3, 2, 1, 0]],
    ["provider=mpesa", []],
    ["status=processing", [0]],
    ["status=completed", [4, 1]],
    ["status=partially_refunded", [2]],
    ["status=failed", [3]],
    ["status=cancelled", []],
    ["customer_id=c-2", [2, 1]],
    ["customer_id=c-", []],
    ["customer_id=%25", []],
    ["reference=order-1", [0]],
    ["reference=order-2", [2, 1]],
    ["reference=ORDER-2", []],
    ["reference=order-2&status=completed&customer_id=c-2&provider=cpay", [1]],
    ["created_from=2020-01-01T00:00:00Z&created_to=2020-12-31T23:59:59Z", []],
    ["created_from=2020-01-01T00:00:00%2B23:59", [4, 3, 2, 1, 0]],
    [`created_to=9998-01-01T00:00:00.${"1".repeat(200)}Z`, [4, 3, 2, 1, 0]],
  ])("with %s lists just these", async (query, indexes) => {
    const answer = await list(`?${query}`);
    expect(answer.status, answer.text).toBe(200);
    expect(idsOf(answer)).toEqual(at(...indexes));
  });

  it("takes times with any offset, both ends included", async () => {
    const second = (await call("GET", `/payments/${payments[1]}`, { token })).body.created_at;
    const fourth = (await call("GET", `/payments/${payments[3]}`, { token })).body.created_at;
    const shifted = new Date(Date.parse(fourth) + 3 * 3_600_000).toISOString().replace("Z", "%2B03:00");
    expect(idsOf(await list(`?created_from=${second}&created_to=${shifted}`))).toEqual(at(3, 2, 1));
    const later = second.replace("Z", "001Z");
    expect(idsOf(await list(`?created_from=${later}&created_to=${shifted}`))).toEqual(at(3, 2));
  });

  it("goes on by page", async () => {
    const [first, second, third] = [
      await list("?limit=2"),
      await list("?limit=2&page=2"),
      await list("?limit=2&page=3"),
    ];
    expect([first, second, third].map(idsOf)).toEqual([at(4, 3), at(2, 1), at(0)]);
    expect([first, second, third].map(({ body }) => [body.page, body.limit, body.has_more])).toEqual([
      [1, 2, true],
      [2, 2, true],
      [3, 2, false],
    ]);
    expect(idsOf(await list("?limit=2&page=4"))).toEqual([]);
  });

  it("goes on by cursor, without being moved by what is new", async () => {
    const shop = await signToken();
    const made: string[] = [];
    const make = async () => made.unshift((await initialize(shop, paymentBody())).body.id);
    const listAll = (count: number) =>
      until(
        () => list("?limit=100", shop),
        ({ body }) => body.data.length === count,
      );
    for (let count = 0; count < 3; count += 1) await make();
    const before = idsOf(await listAll(3));
    const first = await list("?limit=1", shop);
    await make();
    await listAll(4);
    const second = await list(`?limit=1&cursor=${first.body.next_cursor}`, shop);
    const third = await list(`?limit=1&cursor=${second.body.next_cursor}`, shop);
    expect([first, second, third].flatMap(idsOf)).toEqual(before);
    expect([first, second, third].map(({ body }) => body.has_more)).toEqual([true, true, false]);
    expect(third.body.next_cursor).toBeNull();
  });

  it("takes limits from 1 to 100", async () => {
    expect(idsOf(await list("?limit=1"))).toEqual(at(4));
    expect(idsOf(await list("?limit=100"))).toEqual(at(4, 3, 2, 1, 0));
    for (const limit of ["0", "101", "abc", "-1", ""]) expectFieldError(await list(`?limit=${limit}`), "limit");
  });

  it("refuses another list's cursor", async () => {
    const other = await call("GET", "/audit-logs?limit=1", { token });
    expect(other.body.next_cursor).toEqual(expect.any(String));
    expectFieldError(await list(`?cursor=${other.body.next_cursor}`), "cursor");
  });

  it("shows a merchant its own, the operator everybody's", async () => {
    const theirs = await until(
      () => list("?reference=order-2", stranger),
      ({ body }) => body.data.length === 1,
    );
    expect(theirs.body.data).toHaveLength(1);
    expect(payments).not.toContain(theirs.body.data[0].id);
    const all = idsOf(await list("?limit=100", admin));
    for (const id of [...payments, theirs.body.data[0].id]) expect(all).toContain(id);
    const mine = await list("?limit=1&status=completed");
    const stolen = await list(`?limit=100&cursor=${mine.body.next_cursor}`, stranger);
    expect(idsOf(stolen).filter((id) => payments.includes(id))).toEqual([]);
  });
});

describe("refunds", () => {
  it("are listed under their payment and have a page of their own", async () => {
    const listed = await call("GET", `/payments/${payments[2]}/refunds`, { token });
    expect(listed.body).toEqual({ data: [refunded], has_more: false, next_cursor: null });
    expect(refunded).toMatchObject({ transaction_id: payments[2], origin: "api", amount: 400, reason: "late" });
    expect((await call("GET", `/refunds/${refunded.id}`, { token })).body).toEqual(refunded);
    expect((await call("GET", `/refunds/${refunded.id.toUpperCase()}`, { token })).body).toEqual(refunded);
    expect((await call("GET", `/payments/${payments[1]}/refunds`, { token })).body.data).toEqual([]);
    expect((await call("GET", `/payments/${payments[2]}`, { token })).body.refunds).toEqual([refunded]);
  });

  it("are seen by the operator and not by another merchant", async () => {
    for (const path of [`/refunds/${refunded.id}`, `/payments/${payments[2]}/refunds`]) {
      expectProblem(await call("GET", path, { token: stranger }), "not_found");
      expect((await call("GET", path, { token: admin })).status).toBe(200);
    }
  });
});

describe("GET /merchants", () => {
  it("shows the operator every merchant, newest first, page by page", async () => {
    const made: { id: string }[] = [];
    for (const name of ["First", "Second", "Third"]) {
      const answer = await call("POST", "/merchants", { token: admin, body: { name } });
      expect(answer.status, answer.text).toBe(201);
      expect(answer.body).toEqual({
        id: expect.any(String),
        name,
        region: "default",
        created_at: expect.stringMatching(/Z$/),
      });
      made.unshift(answer.body);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const first = await until(
      () => call("GET", "/merchants?limit=2", { token: admin }),
      (answer) => idsOf(answer)[0] === made[0]?.id,
    );
    expect(first.body.data).toEqual(made.slice(0, 2));
    const second = await call("GET", `/merchants?limit=2&cursor=${first.body.next_cursor}`, { token: admin });
    expect(second.body.data[0]).toEqual(made[2]);
    expectProblem(await call("GET", "/merchants", { token }), "insufficient_scope");
  });

  it("holds each id once, and no id that is none", async () => {
    const id = `shop-${crypto.randomUUID().slice(0, 8)}`;
    const make = (body: unknown) => call("POST", "/merchants", { token: admin, body });
    expect((await make({ id, name: "Shop" })).body).toMatchObject({ id, name: "Shop" });
    expectProblem(await make({ id, name: "Other" }), "already_exists");
    for (const bad of ["", "a/b", "-x", "a b", "..", "x".repeat(65)])
      expectFieldError(await make({ id: bad, name: "S" }), "id");
    expectFieldError(await make({ name: "S", region: "moon" }), "region");
    expectFieldError(await make({ name: "n".repeat(129) }), "name");
  });
});
