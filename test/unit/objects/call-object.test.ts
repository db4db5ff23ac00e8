import { describe, expect, it } from "vitest";
import { callObject } from "../../../src/objects/shared/call-object.ts";

/** An object whose calls end as told, one after the other; counts the stubs that were made for it. */
function objectThat(...ends: (Error | "answers")[]) {
  let stubs = 0;
  const stub = () => {
    stubs += 1;
    const end = ends[stubs - 1];
    return { ask: () => (end instanceof Error ? Promise.reject(end) : Promise.resolve(`answer ${stubs}`)) };
  };
  return { ask: () => callObject(stub, (object) => object.ask()), stubs: () => stubs };
}

function broken(marks: { retryable?: boolean; overloaded?: boolean }): Error {
  return Object.assign(new Error("Network connection lost."), marks);
}

describe("calling an object", () => {
  it("whose connection breaks asks again on a new stub, twice at most", async () => {
    const recovering = objectThat(broken({ retryable: true }), broken({ retryable: true }), "answers");
    expect(await recovering.ask()).toBe("answer 3");
    const gone = objectThat(...new Array(9).fill(broken({ retryable: true })));
    await expect(gone.ask()).rejects.toThrow("Network connection lost.");
    expect(gone.stubs()).toBe(3);
  });

  it("that throws of itself is not asked again: it has decided", async () => {
    const deciding = objectThat(new Error("no edge from completed to failed"), "answers");
    await expect(deciding.ask()).rejects.toThrow("no edge");
    expect(deciding.stubs()).toBe(1);
  });

  it("that is overloaded is not asked again either: the caller is told when to come back", async () => {
    const busy = objectThat(broken({ overloaded: true, retryable: true }), "answers");
    await expect(busy.ask()).rejects.toMatchObject({
      code: "overloaded",
      status: 503,
      options: { retryAfterSeconds: 1 },
    });
    expect(busy.stubs()).toBe(1);
  });
});
