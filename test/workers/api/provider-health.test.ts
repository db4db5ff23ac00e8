import { afterEach, describe, expect, it } from "vitest";
import { setCpayFaults } from "../../support/cpay.ts";
import { signToken } from "../../support/gateway.ts";
import { chargesOf } from "../engine/support/payments.ts";
import { CPAY_AWAY, freshGateway, payAnywhere } from "./support/routed-payments.ts";

afterEach(() => setCpayFaults([]));

const LIST = ["cpay", "paystack"];

async function healthOfCpay(gateway: ReturnType<typeof freshGateway>) {
  const { body } = await gateway("GET", "/providers", { token: await signToken() });
  return body.data.find((provider: { name: string }) => provider.name === "cpay");
}

describe("the health of a provider", () => {
  it("is unknown until it is used, then ok", async () => {
    const gateway = freshGateway();
    expect(await healthOfCpay(gateway)).toMatchObject({ health: "unknown", failing_since: null });
    await payAnywhere(gateway, "cpay");
    expect(await healthOfCpay(gateway)).toMatchObject({ health: "ok", failing_since: null });
    await payAnywhere(gateway, "cpay", "decline@example.com");
    expect(await healthOfCpay(gateway)).toMatchObject({ health: "ok" });
  });

  it("is failing after three failures in a row: the others are asked first, and it alone if it is named alone", async () => {
    const gateway = freshGateway();
    for (let count = 0; count < 3; count += 1) {
      const { made } = await payAnywhere(gateway, LIST, "error+silent@example.com");
      expect(made).toMatchObject({ status: 202, body: { provider: "cpay" } });
    }
    const shown = await healthOfCpay(gateway);
    expect(shown).toMatchObject({ health: "failing", is_active: true });
    expect(Date.parse(shown.failing_since)).toBeGreaterThan(Date.now() - 60_000);
    const { made, id } = await payAnywhere(gateway, LIST);
    expect(made).toMatchObject({ status: 201, body: { provider: "paystack" } });
    expect(await chargesOf(id)).toBe(0);
    expect((await payAnywhere(gateway, "cpay")).made).toMatchObject({ status: 201, body: { status: "completed" } });
  });

  it("is not told by what was skipped: nothing is tried, so nothing is lost", async () => {
    const gateway = freshGateway(CPAY_AWAY);
    for (let count = 0; count < 4; count += 1) {
      const { made } = await payAnywhere(gateway, LIST);
      expect(made).toMatchObject({ status: 201, body: { provider: "paystack" } });
    }
    const { made } = await payAnywhere(gateway, LIST);
    expect(made.body.provider).toBe("paystack");
    expect((await healthOfCpay(gateway)).health).toBe("failing");
  });
});
