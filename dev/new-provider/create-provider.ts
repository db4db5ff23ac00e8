import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listProviders } from "../../src/providers/registry.ts";
import { UsageError } from "../stack/usage-error.ts";
import { renameSkeleton } from "./rename-skeleton.ts";

/** Becomes a folder, a word of the API, an identifier and the beginning of variables, so it may be nothing but a word. */
const NAME = /^[a-z][a-z0-9]{1,31}$/;
/** Words that no constant can be named by. */
const RESERVED = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static " +
    "super switch this throw true try typeof var void while with yield"
  ).split(" "),
);
/** Where the provider has a folder of its own. */
const ROOMS = ["src/providers", "dev/simulators", "test/fixtures", "test/unit/providers"];
const SKELETON = join(import.meta.dirname, "skeleton");
const REGISTRY = "src/providers/registry-entries.ts";
const VARIABLES = ".dev.vars.example";

/** Writes the skeleton of a provider into a checkout; answers with the files it has written or changed. */
export function createProvider(root: string, name: string): readonly string[] {
  if (!NAME.test(name)) throw new UsageError("a name is 2 to 32 small letters and digits, beginning with a letter");
  if (RESERVED.has(name)) throw new UsageError(`${name} is a word of the language`);
  const files = readdirSync(SKELETON, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(SKELETON.length + 1));
  const targets = files.map((file) => ({ from: join(SKELETON, file), to: renameSkeleton(file, name) }));
  const known = listProviders().flatMap(({ description }) => [description.name, ...description.aliases]);
  const paths = [...ROOMS.map((room) => `${room}/${name}`), ...targets.map(({ to }) => to)];
  const taken = paths.find((path) => existsSync(join(root, path)));
  if (known.includes(name)) throw new UsageError(`there is a provider ${name} already`);
  if (taken !== undefined) throw new UsageError(`${taken} is there already`);

  for (const { from, to } of targets) {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    writeFileSync(join(root, to), renameSkeleton(readFileSync(from, "utf8"), name));
  }
  addRegistryLine(join(root, REGISTRY), name);
  addVariables(join(root, VARIABLES), name);
  const written = [...targets.map(({ to }) => to), REGISTRY];
  // Another name has another length and another place in the alphabet: lines break and imports sort anew.
  const biome = join(import.meta.dirname, "../../node_modules/@biomejs/biome/bin/biome");
  execFileSync(process.execPath, [biome, "check", "--write", "--no-errors-on-unmatched", ...written], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return [...written, VARIABLES];
}

function addRegistryLine(file: string, name: string): void {
  writeFileSync(file, `${readFileSync(file, "utf8")}export { ${name} } from "./${name}/index.ts";\n`);
}

function addVariables(file: string, name: string): void {
  const lines = ["# Acme; all three or none.", "# ACME_BASE_URL=", "# ACME_API_KEY=", "# ACME_WEBHOOK_SECRET="];
  writeFileSync(file, `${readFileSync(file, "utf8")}\n${renameSkeleton(lines.join("\n"), name)}\n`);
}
