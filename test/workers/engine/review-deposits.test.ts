import { describe, expect, it } from "vitest";
import { accountReferenceOf } from "../../../src/domain/account-reference.ts";
import { SETTLING_MS } from "../../../src/domain/deposit/receive-deposit.ts";
import type { ShardId } from "../../../src/domain/identifiers.ts";
import { toInboxItem } from "../../../src/domain/inbox/inbox-item.ts";
import { advanceAfter, bringConfirmed, openTill, paidIn } from "./support/deposits.ts";
import { pay, show } from "./support/payments.ts";
import { ACTOR, onShard } from "./support/shard.ts";

/** A payment that waits, of which an unsigned word has told another receipt. */
async function toldPaid(receipt: string) {
  const payment = await pay("jane@example.com");
  const subject = { kind: "hint", reference: payment.id, receipt } as const;
  const event = { id: `hint:${payment.id}`, type: "hint", subject };
  const arrived = { provider: "cpay", accountId: "platform:cpay", event, body: {}, signature: null };
  const item = toInboxItem(arrived, Date.now());
  await onShard(item.id, (shard) => shard.receive(item, ACTOR));
  return { ...payment, reference: accountReferenceOf(payment.id as ShardId) };
}

describe("money that is paid in by hand for a payment which seems to be paid by another way", () => {
  it("is not taken for that payment's: it would hide that the customer has paid twice", async () => {
    const till = openTill();
    const { token, id, reference } = await toldPaid("PROMPT0001");
    const money = paidIn(reference);
    expect((await bringConfirmed(till, money)).status).toBe("confirmed");
    expect((await show(token, id)).body.status).toBe("processing");
    expect(await advanceAfter(till, SETTLING_MS, money)).toMatchObject({ status: "suspense", transactionId: null });
  });

  it("is that payment's when it is the very money that was told of", async () => {
    const till = openTill();
    const { token, id, reference } = await toldPaid("PROMPT0002");
    await bringConfirmed(till, paidIn(reference, { receipt: "PROMPT0002", scope: crypto.randomUUID() }));
    expect((await show(token, id)).body.status).toBe("completed");
  });
});
