import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderDevVars } from "../../../dev/setup/render-dev-vars.ts";

const ROOT = join(import.meta.dirname, "../../..");

let folder: string;
let file: string;

async function setUp(...args: string[]): Promise<{ code: number; output: string }> {
  try {
    const command = ["dev/run.mjs", "setup", "--file", file, ...args];
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
}

const read = () => parseEnv(readFileSync(file, "utf8"));

describe("npm run setup", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "setup-test-"));
    file = join(folder, ".dev.vars");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("writes secrets of its own, for its user alone, and prints none", async () => {
    const { code, output } = await setUp();
    expect(code, output).toBe(0);
    const { JWT_SECRET_KEY: key = "", ENCRYPTION_KEYS: ring = "" } = read();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(ring.replace(/^k1:/, ""), "base64")).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(output).not.toContain(key);
  });

  it("leaves a file that is there as it is", async () => {
    writeFileSync(file, "JWT_SECRET_KEY=mine\n");
    const { code, output } = await setUp();
    expect(code).toBe(1);
    expect(output).toContain("--force");
    expect(read()).toEqual({ JWT_SECRET_KEY: "mine" });
  });

  it("makes it anew when told to, with other secrets, whatever others could read before", async () => {
    writeFileSync(file, "JWT_SECRET_KEY=mine\n", { mode: 0o644 });
    expect((await setUp("--force")).code).toBe(0);
    const first = read();
    expect((await setUp("--force")).code).toBe(0);
    expect(read().JWT_SECRET_KEY).not.toBe(first.JWT_SECRET_KEY);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual([".dev.vars"]);
  });

  it("refuses what it does not know", async () => {
    expect(await setUp("--please")).toMatchObject({ code: 2, output: expect.stringContaining("usage") });
  });

  it("keeps the rest of the template", () => {
    const template = "# Key\nJWT_SECRET_KEY=\nENCRYPTION_KEYS=\nPUBLIC_URL=https://x.example\n# CPAY_API_KEY=\n";
    expect(renderDevVars(template, (bytes) => Buffer.alloc(bytes))).toBe(
      `# Key\nJWT_SECRET_KEY=${"0".repeat(64)}\nENCRYPTION_KEYS=k1:${Buffer.alloc(32).toString("base64")}
PUBLIC_URL=http://127.0.0.1:8787\n# CPAY_API_KEY=\n`,
    );
  });
});
