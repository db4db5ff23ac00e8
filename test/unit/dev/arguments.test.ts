import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULT_STATE_DIR } from "../../../dev/stack/checkout.ts";
import { parseStartArguments } from "../../../dev/stack/start-arguments.ts";
import { parseTokenArguments } from "../../../dev/stack/token-arguments.ts";
import { UsageError } from "../../../dev/stack/usage-error.ts";

const MERCHANT = "11111111-2222-4333-8444-55555555555A";

describe("npm run dev", () => {
  it("has defaults for everything", () => {
    const parsed = { port: 8787, host: "127.0.0.1", stateDir: DEFAULT_STATE_DIR, fresh: false, help: false };
    expect(parseStartArguments([])).toEqual(parsed);
  });

  it("takes port, address, state directory and --fresh, in either spelling", () => {
    const parsed = { port: 9000, host: "0.0.0.0", stateDir: resolve("some/dir"), fresh: true, help: false };
    expect(parseStartArguments(["--port", "9000", "--host", "0.0.0.0", "--state-dir", "some/dir", "--fresh"])).toEqual(
      parsed,
    );
    expect(parseStartArguments(["--fresh", "--host=0.0.0.0", "--state-dir=some/dir", "--port=9000"])).toEqual(parsed);
  });

  it.each([
    [["--prot", "1"]],
    [["--port"]],
    [["--port", "0"]],
    [["--port", "65536"]],
    [["--port", "80a"]],
    [["--port", "1e3"]],
    [["--port", "--fresh"]],
    [["--host", ""]],
    [["--host", "example.com"]],
    [["--state-dir", ""]],
    [["--fresh=yes"]],
    [["extra"]],
  ])("refuses %j", (args) => {
    expect(() => parseStartArguments(args)).toThrow(UsageError);
  });
});

describe("npm run token", () => {
  it("needs a role and leaves the rest to the instance", () => {
    expect(parseTokenArguments(["--role", "merchant"])).toEqual({ role: "merchant" });
  });

  it("takes user, merchant, port and state directory", () => {
    const args = ["--role=admin", "--user", "Jane Doe", "--merchant", MERCHANT, "--port", "1", "--state-dir", "d"];
    expect(parseTokenArguments(args)).toEqual({
      role: "admin",
      userId: "Jane Doe",
      merchantId: MERCHANT,
      port: 1,
      stateDir: resolve("d"),
    });
  });

  it.each([
    [[]],
    [["--role", "boss"]],
    [["--role", "admin", "--user", ""]],
    [["--role", "admin", "--user", "a\nb"]],
    [["--role", "admin", "--merchant", "no spaces"]],
    [["--role", "admin", "--port", "-1"]],
    [["--role", "admin", "--scope", "all"]],
    [["--role", "admin", "extra"]],
  ])("refuses %j", (args) => {
    expect(() => parseTokenArguments(args)).toThrow(UsageError);
  });
});
