import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { DEMO_MERCHANT } from "../dev/demo-merchant.ts";
import { ensureMerchant } from "../dev/stack/ensure-merchant.ts";
import { type BackingServices, makeSecret, type ServiceName, urlsOf } from "./backing-services.ts";
import type { BenchContext } from "./bench-context.ts";
import { type Bundle, scriptOf } from "./bundles.ts";
import { type Part, startPart } from "./parts/start-part.ts";
import type { WorkerPartOptions } from "./parts/worker-part.ts";

/** Path of the measured endpoint. */
export const INITIALIZE_PATH = "/api/v1/payments/initialize";

/** Signs the tokens of this run's callers. */
export const JWT_SECRET = makeSecret();

/** The driver wants a whole URL; the bridge in front of the embedded Postgres ignores it. */
const DATABASE_URL = "postgres://postgres:postgres@127.0.0.1/postgres";

/** A Worker that answers at `url`; asked for nothing, it tells its last complaints. */
export type RunningWorker = Part<{ readonly url: string }, null, readonly string[]>;

/**
 * Serves a bundle of the gateway with the bindings of wrangler.toml, limits included, and makes the merchant of the run.
 * `urls` is where it finds its services.
 */
export async function startGateway(
  { runDir, stopper }: BenchContext,
  bundle: Bundle,
  services: BackingServices,
  urls: Readonly<Record<ServiceName, string>> = urlsOf(services),
): Promise<RunningWorker> {
  // Static assets would put a router in front of every request.
  const { assets: _, ...worker } = unstable_getMiniflareWorkerOptions(bundle.config).workerOptions;
  const options: WorkerPartOptions = {
    name: bundle.name,
    script: scriptOf(runDir, bundle),
    stateDir: join(runDir, "objects"),
    worker: { ...worker, bindings: { ...(worker.bindings ?? {}), ...toVariables(services, urls) } },
  };
  const gateway: RunningWorker = await startPart(stopper, "worker", options);
  await ensureMerchant({ url: gateway.info.url, jwtSecretKey: JWT_SECRET }, DEMO_MERCHANT);
  return gateway;
}

function toVariables(
  { redisToken, providerKeys }: BackingServices,
  urls: Readonly<Record<ServiceName, string>>,
): Record<string, string> {
  return {
    DATABASE_URL,
    NEON_HTTP_ENDPOINT: urls.postgres,
    UPSTASH_REDIS_REST_URL: urls.redis,
    UPSTASH_REDIS_REST_TOKEN: redisToken,
    JWT_SECRET_KEY: JWT_SECRET,
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    PUBLIC_URL: "http://gateway.invalid",
    CPAY_BASE_URL: urls.provider,
    CPAY_API_KEY: providerKeys.apiKey,
    CPAY_API_SECRET: providerKeys.apiSecret,
    CPAY_WEBHOOK_SECRET: providerKeys.webhookSecret,
  };
}
