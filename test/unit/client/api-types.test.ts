import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { CLIENT_TYPES_FILE, renderClientTypes } from "../../../dev/client-types/render-client-types.ts";

const ROOT = join(import.meta.dirname, "../../..");
const run = promisify(execFile);

describe("the client's types", () => {
  it("are those of the OpenAPI document (npm run client:types writes them)", async () => {
    expect(await readFile(CLIENT_TYPES_FILE, "utf8")).toBe(await renderClientTypes());
  });
});

describe("npm run client:build", () => {
  it("makes plain modules that need nothing but web standards", async () => {
    const folder = await mkdtemp(join(tmpdir(), "client-"));
    try {
      const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
      await run(process.execPath, [compiler, "-p", join(ROOT, "tsconfig.client.json"), "--outDir", folder]);
      await writeFile(join(folder, "package.json"), '{"type":"module"}');
      const program = `
        import { createGatewayClient, verifyWebhook } from ${JSON.stringify(join(folder, "index.js"))};
        const client = createGatewayClient({ baseUrl: "http://127.0.0.1:1", token: "t", maxRetries: 0 });
        const error = await client.payments.get("p-1").catch((refusal) => refusal);
        console.log(error.name, error.code, typeof verifyWebhook);`;
      const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program]);
      expect(stdout.trim()).toBe("GatewayError connection_failed function");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
