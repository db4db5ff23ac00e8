import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, inject, it } from "vitest";
import type { AccessTokenRequest } from "../../../src/domain/access-token.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { createAccessTokenClient } from "../../../src/objects/access-token/access-token-client.ts";
import { createAccessTokenStore } from "../../../src/objects/access-token/access-token-store.ts";
import { createTokenProvider } from "../../../src/objects/access-token/provide-token.ts";

const KEYS = [{ id: "k1", key: new Uint8Array(32).fill(1) }];
const TOKEN = "c9SQxWWhmdVRlyh0zh8gZDTkubVF";
const request: AccessTokenRequest = {
  method: "GET",
  url: "https://provider.test/oauth",
  headers: { authorization: "Basic a2V5" },
};

const ownerOf = (accountId: string) => env.ACCESS_TOKEN.get(env.ACCESS_TOKEN.idFromName(`account:${accountId}`));

/** An owner with nothing in memory over what an object has stored, as after an eviction. */
function openOwner(state: DurableObjectState, answer: () => Response, keys = KEYS) {
  const asked: unknown[] = [];
  const provide = createTokenProvider({
    store: createAccessTokenStore(state.storage.sql, keys),
    fetch: (input) => {
      asked.push(input);
      return Promise.resolve(answer());
    },
    clock: systemClock,
    logger: createLogger(),
  });
  return { provide, asked };
}

const granted = () => Response.json({ access_token: TOKEN, expires_in: "3599" });
const unexpected = () => new Response(null, { status: 500 });

describe("an account's access token", () => {
  it("outlives its owner's memory, and rests encrypted", async () => {
    await runInDurableObject(ownerOf(crypto.randomUUID()), async (_, state) => {
      const first = openOwner(state, granted);
      expect((await first.provide(request, null))?.token).toBe(TOKEN);
      const stored = JSON.stringify(state.storage.sql.exec("SELECT * FROM tokens").toArray());
      expect(stored).not.toContain(TOKEN);
      expect(stored).not.toContain("a2V5");

      const second = openOwner(state, unexpected);
      expect((await second.provide(request, null))?.token).toBe(TOKEN);
      expect(second.asked).toEqual([]);
    });
  });

  it("is fetched anew once the key that sealed it has left the ring", async () => {
    await runInDurableObject(ownerOf(crypto.randomUUID()), async (_, state) => {
      await openOwner(state, granted).provide(request, null);
      const rotated = openOwner(state, granted, [{ id: "k2", key: new Uint8Array(32).fill(2) }]);
      expect((await rotated.provide(request, null))?.token).toBe(TOKEN);
      expect(rotated.asked).toHaveLength(1);
    });
  });

  it("is remembered by an isolate until its owner would renew it, and forgotten when it is refused", async () => {
    const accountId = crypto.randomUUID();
    await runInDurableObject(ownerOf(accountId), (_, state) => openOwner(state, granted).provide(request, null));
    let calls = 0;
    const counting = {
      idFromName: (name: string) => env.ACCESS_TOKEN.idFromName(name),
      get: (id: DurableObjectId) => {
        calls += 1;
        return env.ACCESS_TOKEN.get(id);
      },
    } as unknown as DurableObjectNamespace;
    let now = systemClock();
    const getToken = createAccessTokenClient(counting, () => now);
    expect([await getToken(accountId, request), await getToken(accountId, request)]).toEqual([TOKEN, TOKEN]);
    expect(calls).toBe(1);
    now += 3_299_000;
    expect(await getToken(accountId, request)).toBe(TOKEN);
    expect(calls).toBe(2);
    // The owner has to fetch a new one, which this address does not give.
    expect(
      await getToken(accountId, { ...request, url: `${inject("services").cpayUrl}/no-such-path` }, TOKEN),
    ).toBeNull();
  });

  it("cannot be had from a provider that cannot be reached: the owner says so and lives on", async () => {
    const getToken = createAccessTokenClient(env.ACCESS_TOKEN, systemClock);
    const nowhere = { ...request, url: "http://127.0.0.1:1/oauth" };
    const accountId = crypto.randomUUID();
    expect([await getToken(accountId, nowhere), await getToken(accountId, nowhere)]).toEqual([null, null]);
  });
});
