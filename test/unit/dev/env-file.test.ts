import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { toEnvFile } from "../../../dev/stack/env-file.ts";
import { StartFailure } from "../../../dev/stack/start-failure.ts";

const VALUES = [
  "plain",
  "",
  "base64/+==",
  "back\\slash\\",
  " spaces around ",
  "hash # inside",
  "it's",
  'say "hi"',
  `both ' and "`,
  `all of ' and " and \`, and a \\`,
  "-----BEGIN-----\nline two\n-----END-----",
];

describe("the Worker's env file", () => {
  it.each(VALUES)("keeps %j", (value) => {
    expect(parseEnv(toEnvFile({ A: value, B: "next" }))).toEqual({ A: value, B: "next" });
  });

  it("escapes dollars, which wrangler's reader would expand", () => {
    expect(toEnvFile({ A: "a$B$", D: "a b$E" })).toBe("A=a\\$B\\$\nD=a b\\$E\n");
  });

  it.each([`' " \``, "# ends in a backslash \\", "a\rb"])("refuses %j, which cannot be written", (value) => {
    expect(() => toEnvFile({ SECRET: value })).toThrow(StartFailure);
    expect(() => toEnvFile({ SECRET: value })).toThrow("SECRET");
  });
});
