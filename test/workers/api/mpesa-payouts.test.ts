import { beforeAll, describe, expect, it } from "vitest";
import { darajaLedger, newPhone, postCallback } from "../../support/daraja.ts";
import { type ApiAnswer, call, signToken } from "../../support/gateway.ts";
import { without } from "../../support/switches.ts";
import { expectFieldError } from "./support/expect-problem.ts";
import { carryWhileTesting, inTime } from "./support/mpesa.ts";

carryWhileTesting();

function body(phone: string, overrides: Record<string, unknown> = {}) {
  return { provider: "mpesa", amount: "50.00", currency: "KES", recipient: { phone, name: "Jane" }, ...overrides };
}

function ask(token: string, payload: unknown, key: string = crypto.randomUUID()): Promise<ApiAnswer> {
  return call("POST", "/payouts", { token, body: payload, headers: { "idempotency-key": key } });
}

/** A payout; the last digits of its phone decide what Daraja does. */
async function payOut(digits?: string) {
  const [token, phone, key] = [await signToken(), newPhone(digits), crypto.randomUUID()];
  const made = await ask(token, body(phone), key);
  return { token, phone, key, made, id: String(made.body.id) };
}

type MadePayout = Awaited<ReturnType<typeof payOut>>;

function show({ token, id }: MadePayout): Promise<ApiAnswer> {
  return call("GET", `/payouts/${id}`, { token });
}

function becomes(payout: MadePayout, status: string, patience = {}): Promise<ApiAnswer> {
  return inTime(
    payout.id,
    () => show(payout),
    ({ body: shown }) => shown.status === status,
    patience,
  );
}

/** Shillings that reached the phone, one number a credit. */
async function creditsOf({ phone }: MadePayout): Promise<number[]> {
  return (await darajaLedger({ phone })).credits.map(({ amount }) => amount);
}

describe("a payout", () => {
  it("is with M-Pesa at first, then done, with its receipt; its key pays once", async () => {
    const payout = await payOut();
    expect([payout.made.status, payout.made.body.status]).toEqual([201, "processing"]);
    const done = await becomes(payout, "completed");
    expect(done.body).toMatchObject({
      failure: null,
      review: null,
      provider_transaction_id: expect.stringMatching(/^AG_/),
    });
    const again = await ask(payout.token, body(payout.phone), payout.key);
    expect([again.status, again.body.id]).toEqual([201, payout.id]);
    expect(await creditsOf(payout)).toEqual([50]);
  });

  it.each([
    ["amount", { amount: "50.50" }, "not_supported_by_provider"],
    ["amount", { amount: "9" }, "not_supported_by_provider"],
    ["amount", { amount: "250001" }, "not_supported_by_provider"],
    ["currency", { currency: "USD" }, "not_supported_by_provider"],
    ["recipient.phone", { recipient: { name: "Jane" } }, "validation_failed"],
    ["recipient.phone", { recipient: { phone: "+255712345678" } }, "validation_failed"],
  ] as const)("is refused for its %s before anything is sent: %j", async (path, change, code) => {
    expectFieldError(await ask(await signToken(), body(newPhone(), change)), path, code);
  });
});

/** Digits, how the payout ends, why, and what reached the phone. */
const ENDS = [
  ["001", "failed", "insufficient_funds", []],
  ["002", "failed", "wrong_credentials", []],
  ["003", "failed", "receiver_not_registered", []],
  ["004", "failed", "receiver_limit_exceeded", []],
  ["007", "failed", "account_rule", []],
  ["009", "failed", "credential_locked", []],
  ["011", "failed", "operator_unknown", []],
  ["014", "failed", "payout_failed", []],
  ["015", "completed", null, [50]],
  ["016", "completed", null, [50]],
  ["017", "failed", "wrong_credentials", []],
  ["018", "failed", "wrong_credentials", []],
  // The result never comes; only the time-out is told; late, twice, early, after the time-out.
  ["020", "completed", null, [50]],
  ["021", "failed", "payout_failed", []],
  ["022", "completed", null, [50]],
  ["023", "completed", null, [50]],
  ["024", "completed", null, [50]],
  ["025", "completed", null, [50]],
  ["026", "completed", null, [50]],
  ["027", "failed", "payout_failed", []],
  // The result says the opposite of what M-Pesa says when it is asked.
  ["028", "completed", null, [50]],
  ["029", "failed", "payout_failed", []],
  // The answer is lost, and the payout was made; or it never got there for good.
  ["031", "completed", null, [50]],
  ["032", "failed", "account_rule", []],
  ["033", "completed", null, [50]],
  ["045", "completed", null, [50]],
  ["047", "completed", null, [50]],
  ["052", "completed", null, [50]],
  ["054", "completed", null, [50]],
  ["051", "failed", "invalid_request", []],
] as const;

describe("a payout that ends", () => {
  const ended = new Map<string, { end: ApiAnswer; credits: number[]; requests: number }>();

  beforeAll(async () => {
    const payouts = await Promise.all(ENDS.map(([digits]) => payOut(digits)));
    await Promise.all(
      payouts.map(async (payout, at) => {
        const end = await becomes(payout, ENDS[at]?.[1] ?? "", { steps: 40 });
        const requests = (await darajaLedger({ phone: payout.phone })).payouts.length;
        ended.set(ENDS[at]?.[0] ?? "", { end, credits: await creditsOf(payout), requests });
      }),
    );
  }, 120_000);

  it.each(ENDS)("…%s: is %s (%s), paid once at most", (digits, status, code, credits) => {
    const seen = ended.get(digits);
    expect(seen?.end.body).toMatchObject({ status, failure: code === null ? null : { code }, review: null });
    expect(seen?.credits).toEqual(credits);
    expect(seen?.requests).toBeLessThanOrEqual(1);
  });
});

describe("a payout that cannot get through", () => {
  it.each(["034", "040", "042", "046", "053"])(
    "…%s: is tried again under its own id and never called failed",
    async (digits) => {
      const payout = await payOut(digits);
      expect([payout.made.status, payout.made.body.status]).toEqual([202, "processing"]);
      const later = await becomes(payout, "completed", { steps: 8 });
      expect(later.body).toMatchObject({ status: "processing", failure: null });
      expect(await creditsOf(payout)).toEqual([]);
    },
  );

  it("because Daraja is gone is made once it is back, once", async () => {
    const payout = await without("daraja", "refuse", () => payOut());
    expect([payout.made.status, payout.made.body.status]).toEqual([202, "processing"]);
    await becomes(payout, "completed");
    expect((await show(payout)).body.status).toBe("completed");
    expect(await creditsOf(payout)).toEqual([50]);
  });
});

describe("forged results", () => {
  it("at the payout's own address are asked about and change nothing; elsewhere they are not found", async () => {
    const payout = await payOut("023");
    const [operation] = (await darajaLedger({ phone: payout.phone })).payouts;
    const { id: ConversationID, originator_conversation_id: OriginatorConversationID } = operation ?? {};
    const ids = { ConversationID, OriginatorConversationID, TransactionID: "SKE0000000" };
    const failed = { Result: { ResultType: 0, ResultCode: 2001, ResultDesc: "no", ...ids } };
    expect((await postCallback(`http://x/api/v1/callbacks/${"0".repeat(70)}`, failed)).status).toBe(404);
    expect((await postCallback(operation?.result_url ?? "", failed)).status).toBe(200);
    expect((await postCallback(operation?.timeout_url ?? "", failed)).status).toBe(200);
    const done = await becomes(payout, "completed");
    expect(done.body).toMatchObject({ status: "completed", failure: null, review: null });
    const secret = new URL(operation?.result_url ?? "").pathname.split("/").at(-1) ?? "none";
    expect(done.text).not.toContain(secret);
  });
});
