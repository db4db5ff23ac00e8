import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { takeLockFile } from "../../../dev/stack/lock-file.ts";
import { openSecretStore } from "../../../dev/stack/secret-store.ts";
import { openStateDir } from "../../../dev/stack/state-dir.ts";

const root = mkdtempSync(join(tmpdir(), "state-"));
afterAll(() => rmSync(root, { recursive: true }));

it("makes the directory for its owner only, and empties one of its own on request", async () => {
  const path = join(root, "a/b");
  (await openStateDir(path, { fresh: true })).lock.release();
  expect(statSync(path).mode & 0o777).toBe(0o700);
  writeFileSync(join(path, "old"), "");
  mkdirSync(join(path, "deep/er"), { recursive: true });
  (await openStateDir(path, { fresh: false })).lock.release();
  expect(existsSync(join(path, "old"))).toBe(true);
  const { lock } = await openStateDir(path, { fresh: true });
  expect(readdirSync(path).sort()).toEqual([".payment-gateway-state", "lock"]);
  lock.release();
  expect(readdirSync(path)).toEqual([".payment-gateway-state"]);
});

it.each([true, false])("touches nothing in a directory that is not its own (fresh: %s)", async (fresh) => {
  const path = mkdtempSync(join(root, "foreign-"));
  writeFileSync(join(path, "thesis.txt"), "years of work");
  await expect(openStateDir(path, { fresh })).rejects.toThrow("not a state directory of the gateway");
  expect(readdirSync(path)).toEqual(["thesis.txt"]);
});

it("makes a secret once, and keeps it from others", () => {
  const path = mkdtempSync(join(root, "secrets-"));
  const store = openSecretStore(path);
  expect(store.get("A", () => "made")).toBe("made");
  expect(store.get("B", () => "also")).toBe("also");
  expect(openSecretStore(path).get("A", () => "again")).toBe("made");
  expect(statSync(join(path, "secrets.json")).mode & 0o777).toBe(0o600);
});

it("locks against the living only", () => {
  const file = join(root, "lock");
  const lock = takeLockFile(file, "the thing");
  expect(() => takeLockFile(file, "the thing")).toThrow(`the thing is in use by process ${process.pid}`);
  lock.release();
  lock.release();
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, startMark: "1" }));
  takeLockFile(file, "the thing").release();
  expect(existsSync(file)).toBe(false);
});
