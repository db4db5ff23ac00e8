import { describe, expect, it } from "vitest";
import { seal, unseal } from "../../../src/lib/seal.ts";

const key = (id: string, byte: number) => ({ id, key: new Uint8Array(32).fill(byte) });
const OLD = key("k1", 1);
const NEW = key("k2", 2);

describe("sealed text", () => {
  it("opens with any key of the ring, and is sealed with the first", async () => {
    const sealed = await seal([OLD], "place", "secret");
    expect(sealed).not.toContain("secret");
    expect(await unseal([NEW, OLD], "place", sealed)).toBe("secret");
    expect(await unseal([OLD], "place", await seal([NEW, OLD], "place", "secret"))).toBeNull();
  });

  it("opens neither in another place, nor after a change, nor when it is something else", async () => {
    const sealed = await seal([OLD], "place", "secret");
    expect(await unseal([OLD], "elsewhere", sealed)).toBeNull();
    expect(await unseal([key("k1", 9)], "place", sealed)).toBeNull();
    expect(await unseal([OLD], "place", `${sealed.slice(0, -2)}AA`)).toBeNull();
    for (const text of ["", "secret", "a.b.c.d.e"]) expect(await unseal([OLD], "place", text)).toBeNull();
  });

  it("is never the same twice, and is not made without a key", async () => {
    expect(await seal([OLD], "place", "secret")).not.toBe(await seal([OLD], "place", "secret"));
    await expect(seal([], "place", "secret")).rejects.toThrow("empty");
  });
});
