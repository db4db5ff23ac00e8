import { describe, expect, it } from "vitest";
import { call, initialize, paymentBody, signToken, until } from "../../support/gateway.ts";
import { deliveriesOf, mailArrives, makeEndpoint, newestBecomes, sendTest, verify } from "./support/endpoints.ts";

describe("the deliveries of an endpoint", () => {
  it("are listed page by page, newest first, each once", async () => {
    const endpoint = await makeEndpoint(await signToken());
    const sent: string[] = [];
    for (let count = 0; count < 5; count += 1) sent.push((await sendTest(endpoint)).body.id);
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await deliveriesOf(endpoint, `?limit=2${cursor}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      if (!body.has_more) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual(sent.toReversed());
  });

  it("of a time range are sent again, those included that it never got", async () => {
    const token = await signToken();
    const from = new Date(Date.now() - 60_000).toISOString();
    const paid = await initialize(token, paymentBody("approve@example.com"));
    await until(
      () => call("GET", "/events", { token }),
      ({ body }) => body.data.length === 2,
    );
    const endpoint = await makeEndpoint(token, undefined, ["payment.completed"]);
    const body = { from, to: new Date(Date.now() + 60_000).toISOString() };
    const replay = () => call("POST", `/webhook-endpoints/${endpoint.id}/replay`, { token, body });
    const first = await replay();
    expect(first.status, first.text).toBe(202);
    expect(first.body).toEqual({ queued: 1, has_more: false, next_cursor: null });
    const [missed] = await mailArrives(endpoint, 1);
    expect(verify(missed, endpoint.secret)).toMatchObject({ type: "payment.completed", transaction_id: paid.body.id });
    await newestBecomes(endpoint, "delivered");
    await replay();
    const [, again] = await mailArrives(endpoint, 2);
    expect(again?.headers["webhook-id"]).toBe(missed?.headers["webhook-id"]);
    expect(again?.body).toBe(missed?.body);
    expect((await deliveriesOf(endpoint)).body.data).toHaveLength(1);
    const bad = { from: body.to, to: body.from };
    const refused = await call("POST", `/webhook-endpoints/${endpoint.id}/replay`, { token, body: bad });
    expect(refused.body).toMatchObject({ code: "validation_failed", errors: [{ path: "to" }] });
  });
});
