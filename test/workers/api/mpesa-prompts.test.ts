import { beforeAll, describe, expect, it } from "vitest";
import { newPhone, pressPhone } from "../../support/daraja.ts";
import { call, initialize } from "../../support/gateway.ts";
import { expectFieldError } from "./support/expect-problem.ts";
import {
  becomes,
  booksOf,
  carryWhileTesting,
  isConfirmed,
  mpesaBody,
  pay,
  showPayment,
  trailOf,
} from "./support/mpesa.ts";

carryWhileTesting();

describe("a prompt", () => {
  it("waits for the customer, completes when the PIN is right, and learns its receipt", async () => {
    const payment = await pay();
    expect(payment.made.status).toBe(201);
    expect(payment.made.body).toMatchObject({
      status: "processing",
      provider: "mpesa",
      provider_transaction_id: expect.stringMatching(/^ws_CO_/),
      next_action: { type: "await_customer", message: expect.any(String) },
    });
    await pressPhone(payment.phone, "approve");
    expect((await becomes(payment, "completed")).body).toMatchObject({
      failure: null,
      review: null,
      next_action: null,
    });
    const confirmed = await isConfirmed(payment);
    expect(confirmed.body.provider_receipt).toMatch(/^[A-Z0-9]{10}$/);
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [100] });
    const { body } = await call("GET", `/payments/${payment.id}/audit/verify`, { token: payment.token });
    expect(body.valid).toBe(true);
  });

  it("is sent once, however often it is asked for, at once and later", async () => {
    const [first, phone, key] = [await pay("000"), newPhone("000"), crypto.randomUUID()];
    const { token } = first;
    const answers = await Promise.all([1, 2, 3].map(() => initialize(token, mpesaBody(phone), key)));
    const id = String(answers.find(({ status }) => status === 201)?.body.id);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    await becomes({ token, id }, "completed");
    const again = await initialize(token, mpesaBody(phone), key);
    expect([again.status, again.body.id]).toEqual([201, id]);
    expect(await booksOf(id)).toEqual({ prompts: 1, debits: [100] });
  });

  it.each([
    ["amount", { amount: "100.50" }, "not_supported_by_provider"],
    ["amount", { amount: "0.50" }, "not_supported_by_provider"],
    ["amount", { amount: "250001" }, "not_supported_by_provider"],
    ["currency", { currency: "USD" }, "not_supported_by_provider"],
    ["capture", { capture: "manual" }, "not_supported_by_provider"],
    ["customer.phone", { customer: { email: "jane@example.com" } }, "not_supported_by_provider"],
    ["customer.phone", { customer: { phone: "+255712345678" } }, "validation_failed"],
    ["provider_options.till", { provider_options: { till: "1" } }, "validation_failed"],
  ] as const)("is refused for its %s before anything is sent: %j", async (path, change, code) => {
    const { token } = await pay("051");
    expectFieldError(await initialize(token, mpesaBody(newPhone(), change)), path, code);
  });
});

/** Digits of the phone, how the payment ends, why, and what was debited. */
const ENDS = [
  ["000", "completed", null, [100]],
  ["001", "failed", "insufficient_funds", []],
  ["002", "failed", "wrong_credentials", []],
  ["003", "cancelled", "cancelled_by_customer", []],
  ["004", "failed", "customer_timeout", []],
  ["006", "failed", "expired", []],
  ["007", "failed", "customer_busy", []],
  ["008", "failed", "prompt_not_sent", []],
  ["009", "failed", "provider_busy", []],
  ["010", "failed", "not_permitted", []],
  ["011", "failed", "operator_unknown", []],
  ["012", "failed", "customer_refused", []],
  ["013", "failed", "prompt_not_sent", []],
  // The callback's form: texts, shuffled, a text for a code, bare, twice, before the push is answered.
  ["015", "completed", null, [100]],
  ["016", "completed", null, [100]],
  ["018", "cancelled", "cancelled_by_customer", []],
  ["019", "completed", null, [100]],
  ["024", "completed", null, [100]],
  ["025", "completed", null, [100]],
  ["055", "completed", null, [100]],
  // The callback never comes, or late; the query answers in all its forms.
  ["020", "completed", null, [100]],
  ["021", "cancelled", "cancelled_by_customer", []],
  ["023", "completed", null, [100]],
  ["060", "completed", null, [100]],
  ["061", "completed", null, [100]],
  ["062", "completed", null, [100]],
  ["063", "completed", null, [100]],
  ["064", "completed", null, [100]],
  ["065", "completed", null, [100]],
  ["066", "completed", null, [100]],
  // Refused when it was asked for.
  ["043", "failed", "provider_configuration", []],
  ["044", "failed", "customer_busy", []],
  ["050", "failed", "provider_configuration", []],
  ["051", "failed", "invalid_request", []],
] as const;

describe("a prompt that ends", () => {
  const ended = new Map<string, Awaited<ReturnType<typeof follow>>>();
  async function follow(payment: Awaited<ReturnType<typeof pay>>, status: string) {
    const end = await becomes(payment, status);
    return { end, books: await booksOf(payment.id) };
  }

  beforeAll(async () => {
    const payments = await Promise.all(ENDS.map(([digits]) => pay(digits)));
    const follows = payments.map((payment, at) => follow(payment, ENDS[at]?.[1] ?? ""));
    for (const [at, done] of (await Promise.all(follows)).entries()) ended.set(ENDS[at]?.[0] ?? "", done);
  }, 120_000);

  it.each(ENDS)("on a phone …%s is %s (%s), with one debit at most", (digits, status, code, debits) => {
    const { end, books } = ended.get(digits) ?? {};
    expect(end?.body).toMatchObject({ status, failure: code === null ? null : { code }, review: null });
    expect(books?.debits).toEqual(debits);
    expect(books?.prompts).toBeLessThanOrEqual(1);
  });
});

describe("a code that is on no list", () => {
  it("leaves the payment open, and it is asked about again", async () => {
    const payment = await pay("014");
    const later = await becomes(payment, "failed", { steps: 8 });
    expect(later.body).toMatchObject({ status: "processing", failure: null });
    expect(trailOf(later)).toContain("payment.outcome_unknown");
    expect((await showPayment(payment)).body.status).toBe("processing");
    expect(await booksOf(payment.id)).toEqual({ prompts: 1, debits: [] });
  });
});
