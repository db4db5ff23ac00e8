// Builds the dashboard into public/dashboard, unless what is there was made of the very same files. Several runs at once
// do not meet: each builds aside, and puts its result in place in one step.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "..");
const target = join(root, "public", "dashboard");
const cache = join(root, "node_modules", ".cache", "dashboard");
const stampFile = join(cache, "stamp");

const sources = ["dashboard", "src/client"]
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .concat(join(root, "package-lock.json"), import.meta.filename)
  .sort();
const hash = createHash("sha256");
for (const file of sources)
  hash
    .update(`${relative(root, file)}\0`)
    .update(readFileSync(file))
    .update("\0");
const stamp = hash.digest("hex");

const isCurrent =
  existsSync(join(target, "app.js")) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
if (!isCurrent) {
  // Whoever has it built, tests among them, gets what users get: React has another, larger self for development.
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, "build-"));
  try {
    await build({
      configFile: join(root, "dashboard", "vite.config.ts"),
      logLevel: "error",
      build: { outDir: join(aside, "new") },
    });
    if (existsSync(target)) renameSync(target, join(aside, "old"));
    renameSync(join(aside, "new"), target);
    writeFileSync(stampFile, stamp);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
