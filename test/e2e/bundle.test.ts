import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ENVIRONMENTS } from "../../dev/deploy/deploy-arguments.ts";

const ROOT = join(import.meta.dirname, "../..");
const WRANGLER = join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin/wrangler.js");
/** What a Worker takes to load is a part of every cold start. */
const MAX_COMPRESSED_BYTES = 400_000;

describe("the Worker's bundle", () => {
  it.each(ENVIRONMENTS)("is built for %s without a warning, and is small", async (environment) => {
    const folder = await mkdtemp(join(tmpdir(), "gateway-bundle-"));
    try {
      const args = [WRANGLER, "deploy", "--dry-run", "--env", environment, "--outdir", folder];
      const env = { ...process.env, WRANGLER_SEND_METRICS: "false" };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
      expect(stdout + stderr).not.toMatch(/WARNING|ERROR/);
      expect(gzipSync(await readFile(join(folder, "index.js"))).byteLength).toBeLessThan(MAX_COMPRESSED_BYTES);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
