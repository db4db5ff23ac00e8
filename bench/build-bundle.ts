import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CHECKOUT_DIR } from "../dev/stack/checkout.ts";
import { StartFailure } from "../dev/stack/start-failure.ts";
import type { Stopper } from "../dev/stack/stop.ts";
import type { Bundle } from "./bundles.ts";

/** Bundles a Worker as a deployment would, into a folder of its own. Throws `StartFailure` with wrangler's words. */
export async function buildBundle({ entry, config }: Bundle, outDir: string, stopper: Stopper): Promise<void> {
  const wrangler = join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin/wrangler.js");
  const args = [wrangler, "deploy", entry, "--dry-run", "--outdir", outDir, "--config", config];
  const { CLOUDFLARE_ENV: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: join(outDir, "logs"),
    NO_COLOR: "1",
  };
  const child = spawn(process.execPath, args, { cwd: CHECKOUT_DIR, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  stopper.onStop(`the build of ${entry}`, async () => {
    child.kill();
    await ended;
  });
  const code = await ended;
  if (code !== 0) throw new StartFailure(`${entry} could not be built:\n${output}`);
}
