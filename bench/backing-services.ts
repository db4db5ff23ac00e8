import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { BenchContext } from "./bench-context.ts";
import { type Part, startPart } from "./parts/start-part.ts";

/** What the gateway calls over HTTP. */
export const SERVICE_NAMES = ["redis", "postgres", "provider"] as const;

/** One of them. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Asked for nothing, a service tells how many requests it has had. */
type ServicePart = Part<{ readonly url: string }, null, number>;

/** The services, each in a process of its own, and the secrets that are good for them. */
export interface BackingServices {
  readonly parts: Readonly<Record<ServiceName, ServicePart>>;
  readonly redisToken: string;
  readonly providerKeys: { readonly apiKey: string; readonly apiSecret: string; readonly webhookSecret: string };
}

/** Starts the embedded Postgres, the embedded Redis and a provider that answers at once. */
export async function startBackingServices({ runDir, stopper }: BenchContext): Promise<BackingServices> {
  const redisToken = makeSecret();
  const providerKeys = { apiKey: makeSecret(), apiSecret: makeSecret(), webhookSecret: makeSecret() };
  const start = (name: string, options: unknown): Promise<ServicePart> => startPart(stopper, name, options);
  const [redis, postgres, provider] = await Promise.all([
    start("redis", { token: redisToken }),
    start("postgres", { dataDir: join(runDir, "postgres") }),
    start("cpay", providerKeys),
  ]);
  return { parts: { redis, postgres, provider }, redisToken, providerKeys };
}

/** The services' own addresses. */
export function urlsOf(services: BackingServices): Record<ServiceName, string> {
  const entries = SERVICE_NAMES.map((name) => [name, services.parts[name].info.url]);
  return Object.fromEntries(entries) as Record<ServiceName, string>;
}

/** A secret for this run. */
export function makeSecret(): string {
  return randomBytes(32).toString("hex");
}
