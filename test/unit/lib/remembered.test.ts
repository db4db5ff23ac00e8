import { describe, expect, it } from "vitest";
import { createRemembered } from "../../../src/lib/remembered.ts";

const SECOND = 1_000;

/** A source that can be changed and taken away, with the moments it was read at. */
function source() {
  const state = { value: "first", isAway: false, now: 0, reads: 0 };
  const remembered = createRemembered(
    () => {
      state.reads += 1;
      return state.isAway ? Promise.reject(new Error("away")) : Promise.resolve(state.value);
    },
    () => state.now,
  );
  return { state, remembered };
}

describe("what is remembered", () => {
  it("is read once, renewed beside a use from half a minute on, and never older than a minute", async () => {
    const { state, remembered } = source();
    expect(await remembered.get("a")).toBe("first");
    state.value = "second";
    state.now = 29 * SECOND;
    expect(await remembered.get("a")).toBe("first");
    expect(state.reads).toBe(1);
    state.now = 31 * SECOND;
    expect(await remembered.get("a")).toBe("first");
    expect(await remembered.get("a")).toBe("second");
    expect(state.reads).toBe(2);
    state.value = "third";
    state.now = 91 * SECOND;
    expect(await remembered.get("a")).toBe("third");
  });

  it("stands in for five minutes while its source is away, and no longer", async () => {
    const { state, remembered } = source();
    await remembered.get("a");
    state.isAway = true;
    state.now = 299 * SECOND;
    expect(await remembered.get("a")).toBe("first");
    state.now = 300 * SECOND;
    await expect(remembered.get("a")).rejects.toThrow("away");
    await expect(remembered.get("b")).rejects.toThrow("away");
  });

  it("is read anew when it was forgotten, or is wanted fresher than it is", async () => {
    const { state, remembered } = source();
    await remembered.get("a");
    state.value = "second";
    remembered.forget("a");
    expect(remembered.has("a")).toBe(false);
    expect(await remembered.get("a")).toBe("second");
    expect(remembered.has("a")).toBe(true);
    state.value = "third";
    state.now = 2 * SECOND;
    expect(await remembered.getFresh("a", 3 * SECOND)).toBe("second");
    expect(await remembered.getFresh("a", 2 * SECOND)).toBe("third");
  });
});
