import { describe, expect, it } from "vitest";
import { cpay } from "../../../src/providers/cpay/index.ts";
import { signCpay } from "../../../src/providers/cpay/signature.ts";
import type { PaymentProvider } from "../../../src/providers/provider.ts";
import type { Gateway } from "../../../src/services/gateway.ts";
import { verifyWebhook } from "../../../src/services/webhooks/receive-webhook.ts";
import { directoryOf } from "../../support/account-directory.ts";

const NOW = Date.UTC(2026, 10, 1);
const CONFIG = { baseUrl: "https://cpay.example", apiKey: "key", apiSecret: "secret", webhookSecret: "hook-secret" };
const WEBHOOK = { body: "{}", headers: new Map([["x-cpay-signature", signCpay("hook-secret", "{}", NOW)]]) };

/** As much of a gateway as a webhook needs to be checked, with an account that is particular about addresses. */
function gatewayFor(allowedAddresses?: readonly string[], verifyWebhook?: PaymentProvider["verifyWebhook"]): Gateway {
  const provider = {
    ...cpay.create(CONFIG),
    ...(allowedAddresses === undefined ? {} : { allowedAddresses }),
    ...(verifyWebhook === undefined ? {} : { verifyWebhook }),
  };
  const account = { id: "platform:cpay", definition: cpay, provider };
  const accounts = directoryOf(new Map([[account.id, account]]));
  return { accounts, config: { webhookToleranceSeconds: 300 }, clock: () => NOW } as unknown as Gateway;
}

describe("an authentic webhook", () => {
  it.each([
    ["nobody said where from", undefined, "203.0.113.9"],
    ["no address is named", [], "203.0.113.9"],
    ["its address is named", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"],
    ["its address is not known and none is named", [], null],
  ])("is taken when %s", async (_, allowed, address) => {
    const verified = await verifyWebhook(gatewayFor(allowed), "platform:cpay", WEBHOOK, address);
    expect(verified.account.id).toBe("platform:cpay");
  });

  it.each([
    ["another address", "203.0.113.10"],
    ["no address", null],
  ])("from %s than those that are named is refused as if unsigned", async (_, address) => {
    const attempt = verifyWebhook(gatewayFor(["203.0.113.9"]), "platform:cpay", WEBHOOK, address);
    await expect(attempt).rejects.toMatchObject({ code: "invalid_signature", status: 401 });
  });

  it("that only its provider can tell to be one is to be sent again while that cannot be asked", async () => {
    const verifyNowhere = () => ({ verified: false, why: "unavailable" }) as const;
    const attempt = verifyWebhook(gatewayFor([], verifyNowhere), "platform:cpay", WEBHOOK, null);
    await expect(attempt).rejects.toMatchObject({ code: "provider_unreachable", status: 503 });
  });

  it("is needed all the same from an address that is named", async () => {
    const forged = { ...WEBHOOK, body: "{ }" };
    const attempt = verifyWebhook(gatewayFor(["203.0.113.9"]), "platform:cpay", forged, "203.0.113.9");
    await expect(attempt).rejects.toMatchObject({ code: "invalid_signature" });
  });
});
