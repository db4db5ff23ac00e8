import { join } from "node:path";
import { CHECKOUT_DIR } from "../stack/checkout.ts";

/** The configuration of the Worker and its environments. */
export const WRANGLER_FILE = join(CHECKOUT_DIR, "wrangler.toml");

/** A part of wrangler's configuration of one environment, as far as it is looked at here. */
export interface WranglerConfig {
  readonly name: string;
  readonly main: string;
  readonly compatibility_flags: readonly string[];
  readonly vars: Readonly<Record<string, string>>;
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] };
  readonly migrations: readonly object[];
  readonly queues: {
    readonly producers: readonly { readonly binding: string; readonly queue: string }[];
    readonly consumers: readonly { readonly queue: string; readonly dead_letter_queue?: string }[];
  };
  readonly ratelimits: readonly { readonly name: string; readonly namespace_id: string; readonly simple: object }[];
  readonly analytics_engine_datasets: readonly { readonly binding: string; readonly dataset?: string }[];
  readonly triggers: { readonly crons: readonly string[] };
}

/** Reads wrangler.toml as wrangler does, for an environment or, with null, for none. */
export async function readWranglerConfig(environment: string | null): Promise<WranglerConfig> {
  // Seconds to load, and not needed to refuse a command line.
  const { unstable_readConfig: readConfig } = await import("wrangler");
  return readConfig({ config: WRANGLER_FILE, ...(environment === null ? {} : { env: environment }) }) as WranglerConfig;
}
