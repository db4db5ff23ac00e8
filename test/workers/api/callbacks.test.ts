import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { mintCallbackToken } from "../../../src/domain/callback-token.ts";
import { call, until } from "../../support/gateway.ts";
import { queryShard } from "../../support/shards.ts";
import { show } from "../engine/support/payments.ts";
import { handleOf, recordOf, reported, unsignedGateway } from "../engine/support/unsigned.ts";
import { expectProblem, freshAddress } from "./support/expect-problem.ts";
import { reconfigure } from "./support/reconfigured.ts";
import { NOBODYS_ID } from "./support/route-table.ts";

const TOKEN = /^\/api\/v1\/callbacks\/([0-9a-f]{70})$/;

describe("the address a callback comes to", () => {
  it("is hex alone behind the account's own base, so that no word in it can be refused", async () => {
    const world = unsignedGateway();
    const { id, made } = await world.prompt();
    expect(world.addressOf(id)).toMatch(TOKEN);
    expect(made.text).not.toContain((await recordOf(id)).callbackSecret);
  });

  it("is not found when any of its characters is another, and nothing is kept", async () => {
    const world = unsignedGateway();
    const { id } = await world.prompt();
    const [, token = ""] = TOKEN.exec(world.addressOf(id)) ?? [];
    const flip = (at: number) => token.slice(0, at) + (token[at] === "0" ? "1" : "0") + token.slice(at + 1);
    const others = [3, 12, 30, 33, 37, 38, 54, 69].map(flip);
    const malformed = ["", "x", token.slice(1), `${token}0`, token.toUpperCase().replace(/[0-9]/g, "A"), `${token}%00`];
    for (const text of [...others, ...malformed]) {
      const answer = await world.ask(`/api/v1/callbacks/${text}`, '{"kind":"hint"}');
      expectProblem(answer, "not_found", text);
    }
    expect(world.looks).toEqual([]);
    expect(await queryShard(id, "SELECT id FROM inbox WHERE transaction_id = ?", id)).toEqual([]);
  });

  it("cannot be made for a payment that has none, nor for one that does not exist", async () => {
    const world = unsignedGateway();
    const { id } = await world.prompt();
    await queryShard(id, "UPDATE transactions SET doc = json_remove(doc, '$.callbackSecret') WHERE id = ?", id);
    for (const subject of [id, NOBODYS_ID]) {
      const token = mintCallbackToken(subject as never, "", "payment", 1);
      expectProblem(await world.ask(`/api/v1/callbacks/${token}`, "{}"), "not_found", subject);
    }
  });

  it("vouches for nothing but what it was made for", async () => {
    const world = unsignedGateway({ answer: reported("completed") });
    const mine = await world.prompt();
    const other = await world.prompt();
    const answer = await world.post(world.addressOf(mine.id), { kind: "answer", about: other.id });
    expect(answer.status).toBe(200);
    for (const { id, token } of [mine, other]) expect((await show(token, id)).body.status).toBe("processing");
  });

  it("answers 200 to what nobody can read, keeps it once, and moves nothing", async () => {
    const world = unsignedGateway();
    const { id, token } = await world.prompt();
    const path = world.addressOf(id);
    for (const body of ["null", "[]", "7", '{"kind":"else"}', '{"kind":"stray"}']) {
      expect((await world.ask(path, body)).status, body).toBe(200);
    }
    expect((await world.ask(path, '{"kind":"else"}')).body).toMatchObject({ duplicate: true });
    expect((await show(token, id)).body.status).toBe("processing");
  });

  it("refuses what is no JSON and what is too large, and other methods", async () => {
    const world = unsignedGateway();
    const { id } = await world.prompt();
    const path = world.addressOf(id);
    expectProblem(await world.ask(path, "Result=0"), "malformed_json");
    expectProblem(await world.ask(path, JSON.stringify("x".repeat(262_145))), "payload_too_large");
    const answer = await call("GET", path.replace("/api/v1", ""));
    expectProblem(answer, "method_not_allowed");
    expect(answer.headers.get("allow")).toBe("POST");
  });

  it("is looked at a second time where the account knows where its callbacks come from", async () => {
    const [known, stranger] = [freshAddress(), freshAddress()];
    const world = unsignedGateway({ allowedAddresses: [known] });
    const { id } = await world.prompt();
    const path = world.addressOf(id);
    const from = (address: string) => ({ "cf-connecting-ip": address });
    expectProblem(await world.post(path, { kind: "hint" }, from(stranger)), "not_found");
    expectProblem(await world.post(path, { kind: "hint" }), "not_found");
    expect((await world.post(path, { kind: "hint" }, from(known))).status).toBe(200);
  });

  it("that is guessed at is limited by the guesser's address", async () => {
    const { LIMIT_TOKENS } = env as unknown as { LIMIT_TOKENS: RateLimit };
    const guess = reconfigure({ LIMIT_WEBHOOKS_UNVERIFIED: LIMIT_TOKENS });
    const headers = { "cf-connecting-ip": freshAddress() };
    const answers = [];
    // 20 a minute pass, in one minute or the next.
    for (let calls = 0; calls < 41; calls += 1) answers.push(await guess("POST", `/callbacks/${calls}`, { headers }));
    expect(answers.map(({ status }) => status)).toContain(429);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]));
  });
});

describe("an account's own address", () => {
  it("keeps word of money that nobody asked for", async () => {
    const world = unsignedGateway();
    const receipt = crypto.randomUUID().slice(0, 8);
    const body = { kind: "deposit", receipt, amountMinor: 5_000 } as const;
    const path = world.noticeAddress("deposit_confirmation");
    expect(await world.post(path, body)).toMatchObject({ status: 200, body: { received: true } });
    expect((await world.post(path, body)).body).toMatchObject({ duplicate: true });
  });

  it("accepts what it is asked about before it is paid, whatever the shape", async () => {
    const world = unsignedGateway();
    const path = world.noticeAddress("deposit_validation");
    const body = { kind: "deposit", receipt: "R1", amountMinor: 5_000 } as const;
    expect((await world.post(path, body)).body).toEqual({ accepted: true });
    expect((await world.post(path, { kind: "stray" })).status).toBe(200);
  });

  it("is no other account's", async () => {
    const path = unsignedGateway().noticeAddress("deposit_confirmation");
    expectProblem(await unsignedGateway().ask(path, "{}"), "not_found");
  });
});

describe("the public webhook address of a provider that signs nothing", () => {
  const nudge = (world: ReturnType<typeof unsignedGateway>, handle: unknown) =>
    world.ask("/api/v1/webhooks/cpay", JSON.stringify({ handle }));

  it("has a known open payment looked up, and believes nothing it was told", async () => {
    const world = unsignedGateway({ answer: reported("completed") });
    const { id, token } = await world.prompt();
    // The look-up goes by Postgres, which follows within a second.
    const done = await until(
      async () => {
        await (await nudge(world, handleOf(id))).settle();
        return show(token, id);
      },
      ({ body }) => body.status === "completed",
    );
    expect(done.body.status).toBe("completed");
    expect(world.looks).toEqual([id]);
    expect(await queryShard(id, "SELECT id FROM inbox WHERE transaction_id = ?", id)).toEqual([]);
  });

  it("asks at most once in 15 s", async () => {
    const world = unsignedGateway({ answer: reported("pending") });
    const { id } = await world.prompt();
    await until(
      async () => (await nudge(world, handleOf(id))).settle(),
      () => world.looks.length > 0,
    );
    for (let count = 0; count < 5; count += 1) await (await nudge(world, handleOf(id))).settle();
    expect(world.looks).toEqual([id]);
  });

  it("answers the same whether there is such a payment or not", async () => {
    const world = unsignedGateway();
    const { id } = await world.prompt();
    const answers = [await nudge(world, handleOf(id)), await nudge(world, "ws_CO_0"), await nudge(world, null)];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.body)).toEqual(["received", "event_id"]);
    }
    expectProblem(await world.ask("/api/v1/webhooks/cpay", "not json"), "malformed_json");
  });
});
