import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listQueues } from "../../../dev/deploy/create-missing-queues.ts";
import { smokeTest } from "../../../dev/deploy/smoke-test.ts";

/** Each test starts a program and a dozen small ones, on a machine that may have other things to do. */
const TIMEOUT_MS = 60_000;

const ROOT = join(import.meta.dirname, "../../..");
const SECRET = "not-to-be-seen-0123456789";

let folder: string;
let gateway: Server;
let origin: string;
let health: string;

/** A command that writes down how it was called, and fails where its arguments match. */
function plant(name: string, failing: string): void {
  const file = join(folder, name);
  const program = `#!/bin/sh
echo "${name} $*" >> "${folder}/calls"
while [ $# -gt 0 ]; do
  if [ "$1" = --secrets-file ]; then cp "$2" "${folder}/secrets"; ls -l "$2" | cut -c1-10 > "${folder}/mode"; fi
  shift
done
[ -n "$DATABASE_URL" ] && [ "${name}" = npm ] && echo "$DATABASE_URL" >> "${folder}/databases"
tail -1 "${folder}/calls" | grep -Eq '${failing}' && exit 1
exit 0
`;
  writeFileSync(file, program);
  chmodSync(file, 0o755);
}

/** Nothing but what is given: this machine's own variables are not the test's. */
function toEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return Object.assign(Object.create(null), variables);
}

async function deploy(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ["dev/run.mjs", "deploy", ...args], {
    cwd: ROOT,
    env: toEnvironment({ PATH: `${folder}${delimiter}${process.env.PATH}`, HOME: folder, ...variables }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { code, output };
}

const read = (name: string) => readFileSync(join(folder, name), "utf8");
const calls = () => read("calls").trim().split("\n");
const given = () => ({ PUBLIC_URL: origin, DATABASE_URL: `postgres://u:${SECRET}@db.example/gateway` });

describe("npm run deploy", { timeout: TIMEOUT_MS }, () => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "deploy-test-"));
    writeFileSync(join(folder, "calls"), "");
    plant("npm", "^$");
    plant("wrangler", "queues info inbox-");
    health = "ok";
    gateway = createServer((request, response) => {
      response.end(JSON.stringify(request.url?.endsWith("/health") ? { status: health } : { openapi: "3.1.0" }));
    });
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    gateway.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("checks, makes the queues that are missing, migrates, deploys and asks the gateway", async () => {
    const { code, output } = await deploy(["--env", "staging"], { ...given(), JWT_SECRET_KEY: SECRET, HOMEPAGE: "x" });
    expect(output).toContain(`staging runs at ${origin}`);
    expect(code).toBe(0);
    const made = calls().filter((call) => call.startsWith("wrangler queues create"));
    expect(made).toEqual(["wrangler queues create inbox-dlq-staging", "wrangler queues create inbox-staging"]);
    const asked = calls().filter((call) => call.startsWith("wrangler queues info"));
    expect(asked).toHaveLength((await listQueues("staging")).length);
    const others = calls().filter((call) => !call.startsWith("wrangler queues"));
    expect(others[0]).toBe("npm run check");
    expect(others[1]).toBe("npm run db:migrate");
    expect(others[2]).toContain(`wrangler deploy --env staging --var PUBLIC_URL:${origin} --secrets-file `);
    expect(others).toHaveLength(3);
    expect(read("databases")).toContain(given().DATABASE_URL);
    expect(JSON.parse(read("secrets"))).toEqual({ DATABASE_URL: given().DATABASE_URL, JWT_SECRET_KEY: SECRET });
    expect(read("mode").trim()).toBe("-rw-------");
    expect(output + calls().join("\n")).not.toContain(SECRET);
  });

  it("takes secrets from a file, which the environment's own win over", async () => {
    const file = join(folder, "given.vars");
    writeFileSync(
      file,
      `DATABASE_URL=${given().DATABASE_URL}\nJWT_SECRET_KEY=old\nENCRYPTION_KEYS="k1:abc="\nSTRAY=1\n`,
    );
    const args = ["--env", "staging", "--from", "deploy", "--secrets-file", file];
    const { code, output } = await deploy(args, { PUBLIC_URL: origin, JWT_SECRET_KEY: SECRET });
    expect(code, output).toBe(0);
    expect(calls()).toHaveLength(1);
    expect(JSON.parse(read("secrets"))).toEqual({
      DATABASE_URL: given().DATABASE_URL,
      JWT_SECRET_KEY: SECRET,
      ENCRYPTION_KEYS: "k1:abc=",
    });
  });

  it("stops at the step that fails, and says how to go on", async () => {
    plant("wrangler", "wrangler deploy");
    const { code, output } = await deploy(["--env", "staging"], given());
    expect(code).toBe(1);
    expect(output).toContain("--env staging --from deploy");
    expect(output).not.toContain("runs at");
  });

  it("changes nothing when rehearsed, and names what it would store without its value", async () => {
    const args = ["--env", "production", "--dry-run"];
    const production = { ...given(), PUBLIC_URL: "https://gateway.example.com", CPAY_API_SECRET: SECRET };
    const { code, output } = await deploy(args, production);
    expect(code, output).toBe(0);
    expect(calls()).toEqual(["wrangler deploy --env production --dry-run"]);
    expect(output).toContain("store these secrets: DATABASE_URL, CPAY_API_SECRET");
    expect(output).not.toContain(SECRET);
  });

  it.each([
    { what: "no environment", args: [], says: "--env must be" },
    { what: "an unknown step", args: ["--env", "staging", "--from", "pray"], says: "--from must be" },
    { what: "a file that is not there", args: ["--env", "staging", "--secrets-file", "/nowhere"], says: "no file" },
    { what: "no addresses", args: ["--env", "staging"], says: "PUBLIC_URL must be" },
  ])("refuses $what before anything is run", async ({ args, says }) => {
    const { code, output } = await deploy(args);
    expect(code).toBe(2);
    expect(output).toContain(says);
    expect(read("calls")).toBe("");
  });

  it("takes plain HTTP for a rehearsal on this machine only", async () => {
    expect((await deploy(["--env", "production"], given())).output).toContain("https://");
  });

  it("does not take a gateway for well that is not", async () => {
    health = "degraded";
    await expect(smokeTest(origin, 1)).rejects.toThrow("degraded");
  });
});
