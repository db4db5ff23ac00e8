import { describe, expect, it } from "vitest";
import { newWebhookSecret } from "../../../src/domain/delivery/sign-webhook.ts";
import { secretContextOf } from "../../../src/domain/webhook-endpoint/webhook-endpoint.ts";
import { seal } from "../../../src/lib/seal.ts";
import type { DeliveryClaim } from "../../../src/objects/endpoint/delivery-operations.ts";
import { sendWebhook } from "../../../src/services/deliveries/send-webhook.ts";
import type { Gateway } from "../../../src/services/gateway.ts";

const NOW = 1_800_000_000_000;
const encryptionKeys = [{ id: "k1", key: new Uint8Array(32) }];

/** A gateway of which sending needs nothing but configuration, clock and network; counts what is sent. */
function world(environment: "production" | "development", answer: () => Response = () => new Response("ok")) {
  const sent: { url: string; init: RequestInit }[] = [];
  const gateway = {
    config: { environment, publicUrl: "https://pay.example", encryptionKeys },
    clock: () => NOW,
    fetch: async (url: string, init: RequestInit) => {
      sent.push({ url, init });
      return answer();
    },
  } as unknown as Gateway;
  return { gateway, sent };
}

async function claimOf(changes: Partial<DeliveryClaim> = {}): Promise<DeliveryClaim> {
  const endpointId = "00aa0000-0000-8000-8000-000000000000";
  return {
    deliveryId: "d",
    endpointId,
    eventId: "e",
    attempt: 1,
    url: "https://shop.example/hooks",
    body: "{}",
    sealedSecrets: [await seal(encryptionKeys, secretContextOf(endpointId), newWebhookSecret())],
    traceId: null,
    sendBefore: NOW + 5_000,
    ...changes,
  };
}

describe("sending a webhook", () => {
  it("hands on the trace of what it tells of, where that is known", async () => {
    const { gateway, sent } = world("production");
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    await sendWebhook(gateway, await claimOf({ traceId }));
    await sendWebhook(gateway, await claimOf());
    const [traced, untraced] = sent.map(({ init }) => new Headers(init.headers).get("traceparent"));
    expect(traced).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(untraced).toBeNull();
  });

  it("follows no redirect and gives up after a time", async () => {
    const { gateway, sent } = world("production");
    const outcome = await sendWebhook(gateway, await claimOf());
    expect(outcome).toMatchObject({ statusCode: 200, error: null, response: "ok" });
    expect(sent[0]?.init).toMatchObject({ method: "POST", redirect: "manual", body: "{}" });
    expect(sent[0]?.init.signal).toBeInstanceOf(AbortSignal);
  });

  it.each(["http://shop.example/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://localhost/"])(
    "to %s is refused in production, though the endpoint was made",
    async (url) => {
      const { gateway, sent } = world("production");
      const outcome = await sendWebhook(gateway, await claimOf({ url }));
      expect(outcome).toMatchObject({ statusCode: null, error: "address_refused" });
      expect(sent).toEqual([]);
    },
  );

  it("is not done unsigned: a secret whose key has left the ring, or that is another endpoint's, is none", async () => {
    const { gateway, sent } = world("development");
    for (const changes of [{ sealedSecrets: ["nonsense"] }, { endpointId: "another" }]) {
      expect(await sendWebhook(gateway, await claimOf(changes))).toMatchObject({ error: "secret_unavailable" });
    }
    expect(sent).toEqual([]);
  });

  it("is not done under a permission that is too old", async () => {
    const { gateway, sent } = world("development");
    expect(await sendWebhook(gateway, await claimOf({ sendBefore: NOW - 1 }))).toBeNull();
    expect(sent).toEqual([]);
  });

  it("reads what a busy server asks to wait, as seconds or as a date", async () => {
    const waits = async (status: number, value: string) => {
      const { gateway } = world("development", () => new Response(null, { status, headers: { "retry-after": value } }));
      return (await sendWebhook(gateway, await claimOf()))?.retryAfterMs;
    };
    expect(await waits(429, "7")).toBe(7_000);
    expect(await waits(503, new Date(NOW + 60_000).toUTCString())).toBe(60_000);
    expect(await waits(503, new Date(NOW - 60_000).toUTCString())).toBeNull();
    expect(await waits(429, "soon")).toBeNull();
    expect(await waits(500, "7")).toBeNull();
  });
});
