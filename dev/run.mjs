// Starts one of the TypeScript programs in this folder: `node dev/run.mjs start [ARGUMENT …]`. Plain JavaScript, so that
// a Node which cannot run TypeScript still gets as far as saying so.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const [name = "", ...args] = process.argv.slice(2);
const file = join(import.meta.dirname ?? "", `${name}.ts`);

if (major < 22 || (major === 22 && minor < 12)) {
  console.error(`Node ${process.versions.node} is too old: the gateway needs Node 22.12 or newer (nodejs.org).`);
  process.exitCode = 1;
} else if (process.features.typescript) {
  process.argv.splice(1, 2, file);
  await import(pathToFileURL(file).href);
} else {
  // Before 22.18 Node runs TypeScript only when asked to.
  const flags = ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"];
  const child = spawn(process.execPath, [...flags, file, ...args], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
