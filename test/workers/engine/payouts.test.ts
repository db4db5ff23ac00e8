import { describe, expect, it } from "vitest";
import type { PayoutOutcome } from "../../../src/domain/outcome.ts";
import type { Payout } from "../../../src/domain/payout/payout.ts";
import { reconcile } from "../../../src/services/payments/reconcile.ts";
import { lookForPayout } from "../../../src/services/payouts/look-for-payout.ts";
import { call, signAdminToken, until } from "../../support/gateway.ts";
import { NOBODYS_ID } from "../api/support/route-table.ts";
import { newMerchant } from "./support/payments.ts";
import { arrived, askPayout, payoutGateway, payoutIdOf, payoutTermsOf, reportOf } from "./support/payouts.ts";
import { queryPostgres } from "./support/postgres.ts";
import { ACTOR, onShard } from "./support/shard.ts";
import { letTimePass } from "./support/time.ts";

const UNKNOWN: PayoutOutcome = { kind: "unknown", reason: "timeout", exchange: null };

/** A merchant, a fresh key and a provider that keeps a ledger and answers as told, one answer after the other. */
async function scene(...answers: ((payout: Payout) => PayoutOutcome)[]) {
  const merchant = await newMerchant();
  const key = crypto.randomUUID();
  const sent: string[] = [];
  const gateway = payoutGateway({
    send: async (payout) => {
      sent.push(payout.id);
      return (answers.shift() ?? completed)(payout);
    },
    verify: async (payout) => (answers.shift() ?? completed)(payout),
  });
  const id = payoutIdOf(merchant.merchantId, key);
  return { ...merchant, key, id, gateway, sent, ask: () => askPayout(gateway, merchant.merchantId, key) };
}

const completed = (payout: Payout): PayoutOutcome => ({ ...reportOf(payout, "completed"), exchange: null });
const pending = (payout: Payout): PayoutOutcome => ({ ...reportOf(payout, "pending"), exchange: null });
const silent = () => UNKNOWN;

const show = (token: string, id: string) => call("GET", `/payouts/${id}`, { token });
const trailOf = async (token: string, id: string): Promise<string[]> =>
  (await show(token, id)).body.audit_trail.map((entry: { event_type: string }) => entry.event_type);

describe("a payout", () => {
  it("is shown with its trail, listed, told of in the feed and provable, and counts as no payment", async () => {
    const { token, id, ask } = await scene();
    const made = await ask();
    expect(made).toMatchObject({ status: 201, shown: { id, status: "completed", amount: 500, amount_minor: 50_000 } });
    const { audit_trail, ...own } = (await show(token, id)).body;
    expect(own).toEqual(made.shown);
    expect(audit_trail.map((entry: { event_type: string }) => entry.event_type)).toEqual([
      "payout.initiated",
      "payout.completed",
    ]);
    const listed = await until(
      () => call("GET", "/payouts", { token }),
      ({ body }) => body.data[0]?.status === "completed",
    );
    expect(listed.body).toMatchObject({ data: [made.shown], page: 1, limit: 20, has_more: false });
    const feed = await call("GET", "/events", { token });
    expect(feed.body.data).toMatchObject([
      { type: "payout.completed", sequence: 1, transaction_id: id, data: made.shown },
    ]);
    const logs = await call("GET", `/audit-logs?transaction_id=${id}`, { token });
    expect(logs.body.data).toEqual([...audit_trail].reverse());
    const verdict = await call("GET", `/payouts/${id}/audit/verify`, { token });
    expect(verdict.body).toMatchObject({ valid: true, entries: 2, pending: 0 });
    expect((await call("GET", "/payments", { token })).body.data).toEqual([]);
    expect((await call("GET", `/payments/${id}`, { token })).status).toBe(404);
    expect((await call("GET", `/payments/${id}/audit/verify`, { token })).status).toBe(404);
  });

  it("shows when a row of its trail has been changed in Postgres", async () => {
    const { token, id, ask } = await scene();
    await ask();
    const verify = () => call("GET", `/payouts/${id}/audit/verify`, { token });
    await until(verify, ({ body }) => body.pending === 0);
    await queryPostgres("update audit_logs set user_id = 'somebody' where chain = $1 and sequence = 1", id);
    expect((await verify()).body).toMatchObject({ valid: false, first_invalid: 1 });
  });

  it("is sent once for a key, however many ask at once, and answered the same", async () => {
    const { ask, sent, gateway, merchantId, key } = await scene();
    const all = await Promise.allSettled(Array.from({ length: 8 }, ask));
    const first = all.find((each) => each.status === "fulfilled");
    for (const each of all) {
      if (each.status === "fulfilled") expect(each.value.body).toBe(first?.value.body);
      else expect(each.reason).toMatchObject({ code: "idempotency_in_progress" });
    }
    expect(await ask()).toMatchObject({ status: 201, isReplay: true, body: first?.value.body });
    expect(sent).toHaveLength(1);
    const other = askPayout(gateway, merchantId, key, { reason: "Another" });
    await expect(other).rejects.toMatchObject({ code: "idempotency_key_reused" });
  });

  it("is another's with the same key of another merchant, and of a payment's", async () => {
    const [one, two] = [await scene(), await scene()];
    expect(payoutIdOf(one.merchantId, one.key)).not.toBe(payoutIdOf(two.merchantId, one.key));
    await one.ask();
    for (const path of [`/payouts/${one.id}`, `/payouts/${one.id}/audit/verify`]) {
      expect((await call("GET", path, { token: two.token })).status, path).toBe(404);
    }
    expect((await call("GET", "/payouts", { token: two.token })).body.data).toEqual([]);
  });
});

describe("a payout whose outcome is open", () => {
  it("is 202 and processing, and found out by sending again under the same key", async () => {
    const { token, id, ask, sent, gateway } = await scene(silent);
    expect(await ask()).toMatchObject({ status: 202, shown: { status: "processing" } });
    expect(await ask()).toMatchObject({ status: 202, isReplay: true });
    await reconcile(gateway, { type: "payout", id });
    expect(sent, "nothing is due yet").toHaveLength(1);
    await letTimePass(id, 2 * 3_600_000, true);
    await reconcile(gateway, { type: "payout", id });
    expect((await show(token, id)).body).toMatchObject({ status: "completed" });
    expect(sent).toEqual([id, id]);
    expect(await trailOf(token, id)).toEqual(["payout.initiated", "payout.processing", "payout.completed"]);
    expect(await ask()).toMatchObject({ status: 200, isReplay: true, shown: { status: "completed" } });
  });

  it("has its Worker's outcome brought home by the queue when the object could not be reached", async () => {
    const { token, id, gateway, merchantId, key } = await scene();
    const begun = await onShard(id, (shard) => shard.beginPayout(payoutTermsOf(merchantId, key), "owner", ACTOR));
    if (begun.kind !== "started") throw new Error(begun.kind);
    const outcome = completed(begun.subject);
    await reconcile(gateway, { type: "outcome", subject: "payout", id, attemptNumber: 1, outcome });
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("of which the Worker died is taken up after its lease, and not before", async () => {
    const { token, id, gateway, merchantId, key, sent } = await scene();
    await onShard(id, (shard) => shard.beginPayout(payoutTermsOf(merchantId, key), "owner", ACTOR));
    await lookForPayout(gateway, id, "manual", ACTOR);
    expect(sent).toEqual([]);
    await letTimePass(id, 2 * 3_600_000, true);
    await reconcile(gateway, { type: "payout", id });
    expect(sent).toEqual([id]);
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("is completed by an event, once, and shown with the receipt in its trail alone", async () => {
    const { token, id, ask } = await scene(pending);
    expect(await ask()).toMatchObject({ status: 201, shown: { status: "processing" } });
    const { payout } = (await onShard(id, (shard) => shard.readPayout(id))) ?? {};
    if (payout === undefined) throw new Error("the payout is gone");
    const item = arrived(
      { kind: "payout", reference: id, reported: reportOf(payout, "completed") },
      crypto.randomUUID(),
    );
    const receive = () => onShard(id, (shard) => shard.receive(item, ACTOR));
    expect(await receive()).toEqual({ isDuplicate: false, status: "applied" });
    expect(await receive()).toEqual({ isDuplicate: true, status: "applied" });
    const { body } = await show(token, id);
    expect(body.status).toBe("completed");
    expect(await trailOf(token, id)).toEqual([
      "payout.initiated",
      "payout.processing",
      "webhook.received",
      "payout.completed",
    ]);
    expect(body.audit_trail[3].event_data).toMatchObject({ provider_receipt: `R-${id}` });
    const rows = await until(
      () => queryPostgres("select status, transaction_id from webhook_events where transaction_id = $1", id),
      (found) => found.length > 0,
    );
    expect(rows).toEqual([{ status: "applied", transaction_id: id }]);
  });

  it("is not moved by another account's event, nor by an unsigned word, which has it asked about", async () => {
    const { token, id, ask, gateway } = await scene(pending);
    await ask();
    const before = await trailOf(token, id);
    const foreign = arrived({ kind: "hint", reference: id, receipt: "X" }, crypto.randomUUID(), "account-2");
    expect(await onShard(id, (shard) => shard.receive(foreign, ACTOR))).toMatchObject({ status: "held" });
    expect(await trailOf(token, id)).toEqual(before);
    const hint = arrived({ kind: "hint", reference: id, receipt: "X" }, crypto.randomUUID());
    expect(await onShard(id, (shard) => shard.receive(hint, ACTOR))).toMatchObject({ status: "applied" });
    expect((await show(token, id)).body.status).toBe("processing");
    await lookForPayout(gateway, id, "hint", ACTOR);
    expect((await show(token, id)).body.status).toBe("completed");
  });

  it("is under review, and stays processing, when the provider tells of another amount", async () => {
    const other = (payout: Payout): PayoutOutcome => ({
      ...reportOf(payout, "completed"),
      amountMinor: 1,
      exchange: null,
    });
    const { token, id, ask } = await scene(other);
    await ask();
    expect((await show(token, id)).body).toMatchObject({ status: "processing", review: { reason: "amount_mismatch" } });
    const admin = await signAdminToken();
    const resolve = (status: string, note = "It has arrived.") =>
      call("POST", `/admin/payouts/${id}/resolve`, { token: admin, body: { status, note } });
    const settled = await resolve("completed");
    expect(settled).toMatchObject({ status: 200, body: { status: "completed", review: null } });
    expect((await resolve("completed")).text).toBe(settled.text);
    expect(await resolve("failed", "It has not.")).toMatchObject({ status: 409, body: { code: "invalid_state" } });
    expect(
      (await call("POST", `/admin/payouts/${NOBODYS_ID}/resolve`, { token: admin, body: { status: null, note: "x" } }))
        .status,
    ).toBe(404);
  });
});

describe("a payout that its provider cannot make", () => {
  it.each([
    ["an amount below its limits", { amountMinor: 1 }, "not_supported_by_provider", "amount"],
    [
      "what it refuses by a rule of its own",
      { recipient: { phone: null, name: null } },
      "validation_failed",
      "recipient.phone",
    ],
  ])("is refused before anything is recorded: %s", async (_, overrides, code, path) => {
    const { merchantId, token } = await newMerchant();
    const base = payoutGateway().accounts.platform.get("platform:cpay")?.definition;
    if (base === undefined) throw new Error("no account");
    const description = { ...base.description, payoutLimits: { minAmountMinor: 1_000, maxAmountMinor: null } };
    const gateway = payoutGateway({
      definition: {
        description,
        refusePayout: ({ recipient }) =>
          recipient.phone === null
            ? { code: "validation_failed", path: "recipient.phone", message: "CPay needs it." }
            : null,
      },
    });
    const key = crypto.randomUUID();
    const refused = askPayout(gateway, merchantId, key, overrides as never);
    await expect(refused).rejects.toMatchObject({ code, options: { errors: [{ path }] } });
    expect((await show(token, payoutIdOf(merchantId, key))).status).toBe(404);
  });
});
