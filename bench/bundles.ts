import { basename, join } from "node:path";
import { CHECKOUT_DIR } from "../dev/stack/checkout.ts";

/** A Worker to be built: its entry, and the configuration that tells its bindings. */
export interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly config: string;
}

const GATEWAY_CONFIG = join(CHECKOUT_DIR, "wrangler.toml");

/** The gateway as it is deployed. */
export const GATEWAY: Bundle = { name: "gateway", entry: join(CHECKOUT_DIR, "src/index.ts"), config: GATEWAY_CONFIG };

/** The gateway with bindings that count. */
export const COUNTING: Bundle = {
  name: "counting",
  entry: join(import.meta.dirname, "calls/counting-worker.ts"),
  config: GATEWAY_CONFIG,
};

/** What the gateway is held against. */
export const FLOOR: Bundle = {
  name: "floor",
  entry: join(import.meta.dirname, "floor-worker.ts"),
  config: join(import.meta.dirname, "floor.wrangler.toml"),
};

/** The folder into which a run has a bundle built. */
export function bundleDirOf(runDir: string, { name }: Bundle): string {
  return join(runDir, "bundles", name);
}

/** The built script, which wrangler names after the entry. */
export function scriptOf(runDir: string, bundle: Bundle): string {
  return join(bundleDirOf(runDir, bundle), `${basename(bundle.entry, ".ts")}.js`);
}
