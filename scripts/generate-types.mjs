// Generates worker-configuration.d.ts from wrangler.toml, quietly and only when the configuration or wrangler is newer.
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const target = join(root, "worker-configuration.d.ts");
const require = createRequire(import.meta.url);
const packageFile = require.resolve("wrangler/package.json");
const wrangler = join(dirname(packageFile), "bin", "wrangler.js");
const newest = Math.max(...[join(root, "wrangler.toml"), packageFile].map((file) => statSync(file).mtimeMs));

if (!existsSync(target) || statSync(target).mtimeMs < newest) {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false" };
  execFileSync(process.execPath, [wrangler, "types", target], {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
