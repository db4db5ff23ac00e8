import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createMirror, runAtomically } from "../../../src/objects/shared/run-atomically.ts";
import { createTestStorage } from "./support/object-storage.ts";

const SOURCES = join(import.meta.dirname, "../../../src");

describe("a mirror of storage", () => {
  it("is read once, and again after a rollback or when it is forgotten", () => {
    const { storage } = createTestStorage();
    let reads = 0;
    const mirror = createMirror(storage, () => {
      reads += 1;
      return `read ${reads}`;
    });
    expect([mirror.get(), mirror.get()]).toEqual(["read 1", "read 1"]);
    const failing = () => {
      mirror.set("never stored");
      throw new Error("refused");
    };
    expect(() => runAtomically(storage, failing)).toThrow("refused");
    expect(mirror.get()).toBe("read 2");
    mirror.set("stored");
    expect(mirror.get()).toBe("stored");
    mirror.forget();
    expect(mirror.get()).toBe("read 3");
  });

  it("hears of every rollback: no transaction of an object is run in another way", () => {
    const callers = globSync("**/*.ts", { cwd: SOURCES }).filter((file) =>
      readFileSync(join(SOURCES, file), "utf8").includes(".transactionSync("),
    );
    expect(callers).toEqual([join("objects", "shared", "run-atomically.ts")]);
  });
});
