import { describe, expect, it } from "vitest";
import type { Gateway } from "../../../src/services/gateway.ts";
import { newMerchant } from "./support/payments.ts";
import { askPayout, payoutGateway } from "./support/payouts.ts";

/** A gateway whose objects take what is begun and then go away, along with the queue. */
function lostAfterBegin(gateway: Gateway): Gateway {
  let calls = 0;
  const lost = () => Promise.reject(new Error("gone"));
  return {
    ...gateway,
    callShard: (id, work) => (calls++ === 0 ? gateway.callShard(id, work) : lost()),
    bindings: { ...gateway.bindings, RECONCILE_QUEUE: { ...gateway.bindings.RECONCILE_QUEUE, send: lost } },
  };
}

describe("an outcome that can be brought neither to its object nor to the queue", () => {
  it("is not known yet to whoever asked: what was begun is durable, and has a timer", async () => {
    const { merchantId } = await newMerchant();
    const answer = await askPayout(lostAfterBegin(payoutGateway()), merchantId, crypto.randomUUID());
    expect(answer).toMatchObject({ status: 202, shown: { status: "processing" } });
  });
});
