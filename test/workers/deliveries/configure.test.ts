import { describe, expect, it } from "vitest";
import { call, initialize, paymentBody, signToken, until } from "../../support/gateway.ts";
import {
  answerWith,
  deliveriesOf,
  letEndpointTimePass,
  mailArrives,
  mailOf,
  makeEndpoint,
  newestBecomes,
  patch,
  queryEndpoint,
  sendTest,
  type TestEndpoint,
  verify,
} from "./support/endpoints.ts";

const show = async ({ token, id }: TestEndpoint) => (await call("GET", `/webhook-endpoints/${id}`, { token })).body;

describe("an endpoint that is disabled", () => {
  it("parks what comes and what was waiting, and gets all of it when it is enabled again, at a bounded rate", async () => {
    const token = await signToken();
    const endpoint = await makeEndpoint(token, [{ status: 500 }]);
    await sendTest(endpoint);
    await newestBecomes(endpoint, "retrying");
    const disabled = await patch(endpoint, { status: "disabled" });
    expect(disabled.body).toMatchObject({ status: "disabled", disabled_reason: "merchant" });
    const waiting = (await deliveriesOf(endpoint)).body.data[0];
    expect(waiting).toMatchObject({ status: "parked", next_attempt_at: null });

    await Promise.all([1, 2, 3].map(() => initialize(token, paymentBody("approve@example.com"))));
    const parked = await until(
      async () => (await deliveriesOf(endpoint, "?status=parked")).body.data,
      (rows) => rows.length === 7,
    );
    expect(parked).toHaveLength(7);
    expect((await mailOf(endpoint)).received).toHaveLength(1);

    await answerWith(endpoint.mailbox, [{ status: 200 }]);
    expect((await patch(endpoint, { status: "enabled" })).body).toMatchObject({
      status: "enabled",
      disabled_reason: null,
    });
    const received = await mailArrives(endpoint, 8);
    expect(received).toHaveLength(8);
    const [, first, ...rest] = received;
    expect((rest.at(-1)?.at ?? 0) - (first?.at ?? 0), "20 a second").toBeGreaterThanOrEqual(200);
    const statuses = await until(
      async () => (await deliveriesOf(endpoint, "?status=delivered")).body.data,
      (rows) => rows.length === 7,
    );
    expect(statuses).toHaveLength(7);
  });

  it("refuses test, resend and replay", async () => {
    const endpoint = await makeEndpoint(await signToken());
    const sent = await sendTest(endpoint);
    await newestBecomes(endpoint, "delivered");
    await patch(endpoint, { status: "disabled" });
    const { token, id } = endpoint;
    const body = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
    for (const answer of [
      await sendTest(endpoint),
      await call("POST", `/webhook-deliveries/${sent.body.id}/resend`, { token }),
      await call("POST", `/webhook-endpoints/${id}/replay`, { token, body }),
    ]) {
      expect(answer.status, answer.text).toBe(409);
      expect(answer.body.code).toBe("invalid_state");
    }
  });

  it("is so at once when its server is gone (410), with a word in the audit trail", async () => {
    const endpoint = await makeEndpoint(await signToken(), [{ status: 410 }]);
    await sendTest(endpoint);
    expect(await newestBecomes(endpoint, "parked")).toMatchObject({ attempts: [{ status_code: 410 }] });
    const shown = await until(
      () => show(endpoint),
      ({ status }) => status === "disabled",
    );
    expect(shown).toMatchObject({ status: "disabled", disabled_reason: "gone" });
    const logs = await until(
      () => call("GET", "/audit-logs?event_type=webhook_endpoint.disabled", { token: endpoint.token }),
      ({ body }) => body.data.length === 1,
    );
    expect(logs.body.data).toMatchObject([
      { transaction_id: null, user_id: "system:deliveries", event_data: { disabled_reason: "gone" } },
    ]);
  });

  it("is so after days of failure without one success", async () => {
    const endpoint = await makeEndpoint(await signToken(), [{ status: 500 }]);
    const fail = async (times: number) => {
      for (let sent = 0; sent < times; sent += 1) await sendTest(endpoint);
      await until(
        () => queryEndpoint(endpoint, "SELECT count(*) AS open FROM deliveries WHERE status = 'pending'"),
        ([row]) => row?.open === 0,
      );
    };
    await fail(11);
    // Three days later, without the retries that would have come meanwhile.
    await queryEndpoint(endpoint, "UPDATE deliveries SET due_at = due_at + 864000000");
    await letEndpointTimePass(endpoint, 3 * 86_400_000);
    expect((await show(endpoint)).status).toBe("enabled");
    await fail(1);
    const shown = await until(
      () => show(endpoint),
      ({ status }) => status === "disabled",
    );
    expect(shown).toMatchObject({ status: "disabled", disabled_reason: "failing" });
    expect((await deliveriesOf(endpoint, "?status=parked")).body.data).toHaveLength(12);
  });
});

describe("a secret", () => {
  it("that is replaced signs along for 24 hours, and then no more", async () => {
    const endpoint = await makeEndpoint(await signToken());
    const { token, id } = endpoint;
    const rotated = await call("POST", `/webhook-endpoints/${id}/rotate-secret`, { token });
    expect(rotated.status, rotated.text).toBe(200);
    expect(rotated.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(rotated.body.secret).not.toBe(endpoint.secret);
    await sendTest(endpoint);
    const [both] = await mailArrives(endpoint, 1);
    verify(both, rotated.body.secret);
    verify(both, endpoint.secret);
    expect(both?.headers["webhook-signature"]?.split(" ")).toHaveLength(2);

    await queryEndpoint(endpoint, "UPDATE endpoint SET doc = json_set(doc, '$.endpoint.secrets[1].expiresAt', 1)");
    await sendTest(endpoint);
    const [, single] = await mailArrives(endpoint, 2);
    verify(single, rotated.body.secret);
    expect(() => verify(single, endpoint.secret)).toThrow();
  });

  it("rests encrypted, is shown once, and is not in the audit trail", async () => {
    const endpoint = await makeEndpoint(await signToken());
    const { token, id, secret } = endpoint;
    const [row] = await queryEndpoint(endpoint, "SELECT doc FROM endpoint");
    expect(String(row?.doc)).not.toContain(secret.slice(6, 30));
    for (const path of [`/webhook-endpoints/${id}`, "/webhook-endpoints"]) {
      expect((await call("GET", path, { token })).text).not.toContain("whsec_");
    }
    const logs = await until(
      () => call("GET", "/audit-logs", { token }),
      ({ body }) => body.data.length === 1,
    );
    expect(logs.body.data).toMatchObject([{ event_type: "webhook_endpoint.created", event_data: { endpoint_id: id } }]);
    expect(logs.text).not.toContain("whsec_");
  });

  it("is one of at most five that are valid", async () => {
    const { token, id } = await makeEndpoint(await signToken());
    const rotate = () => call("POST", `/webhook-endpoints/${id}/rotate-secret`, { token });
    for (let turn = 0; turn < 4; turn += 1) expect((await rotate()).status).toBe(200);
    expect((await rotate()).body).toMatchObject({ status: 409, code: "invalid_state" });
  });
});

describe("an endpoint", () => {
  it("that is moved gets at its new address what was waiting", async () => {
    const token = await signToken();
    const endpoint = await makeEndpoint(token, [{ status: 500 }]);
    const other = await makeEndpoint(await signToken());
    await sendTest(endpoint);
    await newestBecomes(endpoint, "retrying");
    expect((await patch(endpoint, { url: other.url })).body.url).toBe(other.url);
    await letEndpointTimePass(endpoint, 70_000);
    const [received] = await mailArrives(other, 1);
    verify(received, endpoint.secret);
  });

  it("that is deleted is not found any more, and gets nothing more", async () => {
    const token = await signToken();
    const endpoint = await makeEndpoint(token, [{ status: 500 }]);
    const sent = await sendTest(endpoint);
    await newestBecomes(endpoint, "retrying");
    expect((await call("DELETE", `/webhook-endpoints/${endpoint.id}`, { token })).status).toBe(204);
    await letEndpointTimePass(endpoint, 70_000);
    await initialize(token, paymentBody("approve@example.com"));
    expect((await call("GET", "/webhook-endpoints", { token })).body.data).toEqual([]);
    expect((await deliveriesOf(endpoint)).status).toBe(404);
    expect((await call("POST", `/webhook-deliveries/${sent.body.id}/resend`, { token })).status).toBe(404);
    expect((await call("DELETE", `/webhook-endpoints/${endpoint.id}`, { token })).status).toBe(404);
    expect(await queryEndpoint(endpoint, "SELECT id FROM deliveries")).toEqual([]);
    expect((await mailOf(endpoint)).received).toHaveLength(1);
  });

  it("is one of at most twenty", async () => {
    const token = await signToken();
    for (let made = 0; made < 20; made += 1) await makeEndpoint(token);
    const body = { url: "https://shop.example/hooks" };
    expect((await call("POST", "/webhook-endpoints", { token, body })).body.code).toBe("invalid_state");
  });
});
