import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COLLECTION_FILE, ENVIRONMENT_FILE } from "../../dev/postman/render-files.ts";
import { type DevStack, freePort, makeStateDir, startDevStack } from "./support/dev-stack.ts";

const ROOT = join(import.meta.dirname, "../..");
const NEWMAN = join(dirname(createRequire(import.meta.url).resolve("newman/package.json")), "bin/newman.js");
const run = promisify(execFile);

interface Report {
  readonly run: {
    readonly stats: Readonly<Record<"requests" | "assertions", { readonly total: number; readonly failed: number }>>;
    readonly failures: readonly { readonly source?: { readonly name: string }; readonly error: { message: string } }[];
  };
}

describe("the Postman collection, with npm run dev", () => {
  let state: Awaited<ReturnType<typeof makeStateDir>>;
  let stack: DevStack;

  const token = async (role: string): Promise<string> => {
    const args = ["dev/run.mjs", "token", "--port", String(stack.port), "--state-dir", state.path, "--role", role];
    return (await run(process.execPath, args, { cwd: ROOT })).stdout.trim();
  };

  beforeAll(async () => {
    state = await makeStateDir();
    stack = await startDevStack(await freePort(), state.path);
  });
  afterAll(async () => {
    await stack.kill();
    await state.remove();
  });

  it("passes its flow, and every answer is a documented one", async () => {
    const variables = {
      base_url: `http://127.0.0.1:${stack.port}`,
      merchant_token: await token("merchant"),
      admin_token: await token("admin"),
    };
    const given = Object.entries(variables).flatMap(([name, value]) => ["--env-var", `${name}=${value}`]);
    const file = join(state.path, "newman.json");
    const reporting = ["--reporters", "json", "--reporter-json-export", file];
    // It exits with 1 when a test has failed; the report says which.
    await run(process.execPath, [NEWMAN, "run", COLLECTION_FILE, "-e", ENVIRONMENT_FILE, ...given, ...reporting], {
      env: { ...process.env, NO_UPDATE_NOTIFIER: "1" },
    }).catch(() => undefined);
    const { failures, stats } = (JSON.parse(await readFile(file, "utf8")) as Report).run;
    expect(failures.map(({ source, error }) => `${source?.name}: ${error.message}`)).toEqual([]);
    const { item } = JSON.parse(await readFile(COLLECTION_FILE, "utf8")) as { item: { item: unknown[] }[] };
    expect(stats.requests).toMatchObject({ failed: 0 });
    expect(stats.requests.total).toBeGreaterThan(item.flatMap((folder) => folder.item).length);
    expect(stats.assertions.total).toBeGreaterThan(stats.requests.total);
  });
});
