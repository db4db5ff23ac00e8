import { describe, expect, it } from "vitest";
import type { AccessToken, AccessTokenRequest } from "../../../src/domain/access-token.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { createTokenProvider } from "../../../src/objects/access-token/provide-token.ts";
import { T0 } from "../domain/support/builders.ts";

const HOUR_MS = 3_600_000;
const REQUEST: AccessTokenRequest = {
  method: "GET",
  url: "https://provider.test/oauth",
  headers: { authorization: "Basic a2V5" },
};

/** An owner of tokens over a provider that counts what it gives out: each new token ends the one before. */
function owner(answers: { body?: unknown; status?: number } = {}) {
  let now = T0;
  let given = 0;
  let isReachable = true;
  let slowRead: Promise<void> = Promise.resolve();
  const rows = new Map<string, AccessToken>();
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const provide = createTokenProvider({
    store: {
      find: async (fingerprint, at) => {
        const row = rows.get(fingerprint);
        await slowRead;
        return row !== undefined && row.expiresAt > at ? row : null;
      },
      save: async (fingerprint, token) => {
        await Promise.resolve();
        rows.set(fingerprint, token);
      },
    },
    fetch: async (input, init) => {
      asked.push({ url: String(input), init });
      await Promise.resolve();
      if (!isReachable) throw new TypeError("connection refused");
      given += 1;
      const body = answers.body ?? { access_token: `token-${given}`, expires_in: "3599" };
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { status: answers.status ?? 200 });
    },
    clock: () => now,
    logger: createLogger(),
  });
  return {
    asked,
    get: async (rejected: string | null = null, request = REQUEST) => (await provide(request, rejected))?.token ?? null,
    provide,
    wait: (ms: number) => {
      now += ms;
    },
    readSlowly: (until: Promise<void>) => {
      slowRead = until;
    },
    cutOff: () => {
      isReachable = false;
    },
  };
}

describe("the one owner of an account's tokens", () => {
  it("asks once for everybody who asks at the same time, and keeps what it got", async () => {
    const { get, asked } = owner();
    expect(await Promise.all(Array.from({ length: 50 }, () => get()))).toEqual(Array(50).fill("token-1"));
    expect(await get()).toBe("token-1");
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ url: REQUEST.url, init: { method: "GET", headers: REQUEST.headers } });
  });

  it("renews once for everybody whose token was refused, however their questions meet", async () => {
    const { get, asked } = owner();
    await get();
    const renewed = await Promise.all(Array.from({ length: 20 }, () => get("token-1")));
    expect(new Set(renewed)).toEqual(new Set(["token-2"]));
    expect(await get("token-1")).toBe("token-2");
    expect(asked).toHaveLength(2);
  });

  it("does not renew again for a caller who read the old token before the renewal and acts after it", async () => {
    const { get, readSlowly, asked } = owner();
    await get();
    let goOn = () => {};
    readSlowly(
      new Promise((resolve) => {
        goOn = resolve;
      }),
    );
    const late = get("token-1");
    readSlowly(Promise.resolve());
    expect(await get("token-1")).toBe("token-2");
    goOn();
    expect(await late).toBe("token-2");
    expect(asked).toHaveLength(2);
  });

  it("does not renew for a caller who finds out later that an old token is refused", async () => {
    const { get, asked } = owner();
    await get();
    const [early, late] = [get("token-1"), Promise.resolve().then(() => get("token-1"))];
    expect(await early).toBe("token-2");
    expect(await late).toBe("token-2");
    expect(asked).toHaveLength(2);
  });

  it("renews five minutes before the end, and gives the old one as long as it is good when that fails", async () => {
    const { get, wait, cutOff, asked } = owner();
    await get();
    wait(HOUR_MS - 302_000);
    expect(await get()).toBe("token-1");
    cutOff();
    wait(2_000);
    expect(await get()).toBe("token-1");
    expect(asked).toHaveLength(2);
    wait(300_000);
    expect(await get()).toBeNull();
  });

  it("gives nothing instead of a token that was refused, when no other can be had", async () => {
    const { get, cutOff } = owner();
    await get();
    cutOff();
    expect(await get("token-1")).toBeNull();
  });

  it("keeps tokens of different credentials apart, so that an account's change ends nobody's token", async () => {
    const { get, asked } = owner();
    expect(await get()).toBe("token-1");
    expect(await get(null, { ...REQUEST, headers: { authorization: "Basic bmV3" } })).toBe("token-2");
    expect(await get()).toBe("token-1");
    expect(asked).toHaveLength(2);
  });

  it("never remembers a failure", async () => {
    const { get, cutOff, asked } = owner();
    cutOff();
    expect([await get(), await get()]).toEqual([null, null]);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ["is not JSON", { body: "" }],
    ["is a refusal", { status: 400, body: { errorCode: "400.008.01" } }],
    ["has no token", { body: { expires_in: 3599 } }],
    ["has an empty token", { body: { access_token: "", expires_in: 3599 } }],
  ])("gives nothing when the answer %s", async (_, answer) => {
    expect(await owner(answer).get()).toBeNull();
  });

  it.each([
    [3599, 3_599_000],
    ["3599", 3_599_000],
    [undefined, 600_000],
    ["soon", 600_000],
    [-1, 600_000],
  ])("takes a lifetime of %s for %i ms", async (expires_in, lifetimeMs) => {
    const token = await owner({ body: { access_token: "t", expires_in } }).provide(REQUEST, null);
    expect(token?.expiresAt).toBe(T0 + lifetimeMs);
    expect(token?.renewAt).toBe(T0 + lifetimeMs - 300_000);
  });
});
