import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProvider } from "../../../dev/new-provider/create-provider.ts";
import { UsageError } from "../../../dev/stack/usage-error.ts";

const ROOT = join(import.meta.dirname, "../../..");
const COPIED = ["src", "dev", "test", "biome.json", "tsconfig.json", ".gitignore", ".dev.vars.example", "package.json"];
/** TypeScript reads a part of the project, on a machine that has other things to do. */
const PATIENCE_MS = 120_000;

let copy = "";
let written: readonly string[] = [];

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "new-provider-"));
  for (const path of [...COPIED, "worker-configuration.d.ts"]) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  written = createProvider(copy, "zebrapay");
}, PATIENCE_MS);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe("npm run new:provider", () => {
  it("writes adapter, simulator, fixtures and tests, a line of the registry and the variables, and nothing else", () => {
    const text = (path: string) => readFileSync(join(copy, path), "utf8");
    const rooms = new Set(written.map((path) => path.replace(/\/[^/]*$/, "")));
    expect([...rooms].sort()).toEqual([
      ".dev.vars.example",
      "dev/simulators/zebrapay",
      "src/providers",
      "src/providers/zebrapay",
      "test/contract",
      "test/fixtures/zebrapay",
      "test/support",
      "test/unit/providers/zebrapay",
      "test/unit/simulators",
      "test/workers/providers",
    ]);
    const added = (path: string) =>
      text(path)
        .split("\n")
        .filter((line) => !readFileSync(join(ROOT, path), "utf8").split("\n").includes(line));
    expect(added("src/providers/registry-entries.ts")).toEqual(['export { zebrapay } from "./zebrapay/index.ts";']);
    expect(added(".dev.vars.example").join("\n")).toContain("ZEBRAPAY_API_KEY");
    for (const path of written.filter((each) => each.includes("zebrapay"))) expect(text(path)).not.toMatch(/acme/i);
  });

  it(
    "writes TypeScript that holds, formatted and linted",
    () => {
      const include = written.filter((path) => path.includes("zebrapay") && path.endsWith(".ts"));
      writeFileSync(
        join(copy, "tsconfig.part.json"),
        JSON.stringify({
          extends: "./tsconfig.json",
          include: [...include, "test/support/provided.ts", "worker-configuration.d.ts"],
        }),
      );
      const run = (tool: string, ...args: string[]) =>
        execFileSync(process.execPath, [join(ROOT, "node_modules", tool), ...args], { cwd: copy, encoding: "utf8" });
      expect(run("typescript/bin/tsc", "-p", "tsconfig.part.json")).toBe("");
      expect(run("@biomejs/biome/bin/biome", "check", ...include)).toContain("No fixes applied");
    },
    PATIENCE_MS,
  );

  it("writes a provider that pays at its own simulator as it stands", async () => {
    const script = `
      const { findProvider } = await import(${url("src/providers/registry.ts")});
      const { findSimulators } = await import(${url("dev/find-simulators.ts")});
      const { newPayment, context } = await import(${url("test/contract/support/subjects.ts")});
      const { entry } = (await findSimulators()).find(({ name }) => name === "zebrapay");
      const simulator = await entry.start({ port: 0, publicUrl: "http://127.0.0.1:9", isHurried: true, setting: () => "x" });
      const definition = findProvider("zebrapay");
      const provider = definition.create({ baseUrl: simulator.url, apiKey: "x", webhookSecret: "x" });
      const customer = { id: null, phone: null, email: "approve@example.com", name: null };
      const payment = newPayment(definition, { amountMinor: 1000, currency: "KES" }, customer);
      const outcome = await provider.initializePayment(payment, context());
      await simulator.close();
      console.log(outcome.status);`;
    const flags = ["--experimental-strip-types", "--disable-warning=ExperimentalWarning", "--input-type=module"];
    expect(execFileSync(process.execPath, [...flags, "-e", script], { encoding: "utf8" }).trim()).toBe("completed");
  });

  it.each(["", "Zebra", "zebra-pay", "../zebra", "9zebra", "z", "stripe", "visa", "zebrapay", "support", "class"])(
    "refuses %j and writes nothing",
    (name) => {
      const before = readFileSync(join(copy, "src/providers/registry-entries.ts"), "utf8");
      expect(() => createProvider(copy, name)).toThrow(UsageError);
      expect(readFileSync(join(copy, "src/providers/registry-entries.ts"), "utf8")).toBe(before);
    },
  );
});

function url(path: string): string {
  return JSON.stringify(pathToFileURL(join(copy, path)).href);
}
