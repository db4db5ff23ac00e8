import { listProviders } from "../../src/providers/registry.ts";
import { StartFailure } from "./start-failure.ts";

/** What the environment of `npm run dev` replaces; see section 2 of the contract. */
export interface Overrides {
  readonly databaseUrl: string | undefined;
  readonly neonHttpEndpoint: string | undefined;
  readonly redisUrl: string | undefined;
  readonly upstashUrl: string | undefined;
  readonly upstashToken: string | undefined;
  /** Every other variable of the Worker that was given, by its name. */
  readonly variables: Readonly<Record<string, string>>;
}

const NAMES = new Set([
  ...["CORS_ORIGINS", "ENCRYPTION_KEYS", "ENVIRONMENT", "PUBLIC_URL", "REGIONS_IN_USE"],
  ...listProviders().flatMap(({ environment }) => Object.values(environment)),
]);
const PREFIXES = ["JWT_", "WEBHOOK_"];
const HTTP_SUFFIXES = ["_URL", "_API_BASE", "_ENDPOINT"];
const MIN_JWT_SECRET_BYTES = 32;

/** Reads the overrides; an empty value is as good as none. Throws `StartFailure` that names a variable that cannot be. */
export function parseOverrides(environment: Readonly<Record<string, string | undefined>>): Overrides {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const variables = Object.entries(given).filter(([name]) => isWorkerVariable(name)) as [string, string][];
  for (const [name, value] of variables) checkVariable(name, value);
  checkUrl("DATABASE_URL", given.DATABASE_URL, ["postgres:", "postgresql:"]);
  checkUrl("REDIS_URL", given.REDIS_URL, ["redis:", "rediss:"]);
  checkUrl("NEON_HTTP_ENDPOINT", given.NEON_HTTP_ENDPOINT, ["http:", "https:"]);
  checkUrl("UPSTASH_REDIS_REST_URL", given.UPSTASH_REDIS_REST_URL, ["http:", "https:"]);
  if (given.NEON_HTTP_ENDPOINT !== undefined && given.DATABASE_URL === undefined) {
    throw new StartFailure("NEON_HTTP_ENDPOINT is given without DATABASE_URL: the driver needs both");
  }
  if (given.UPSTASH_REDIS_REST_URL !== undefined && given.UPSTASH_REDIS_REST_TOKEN === undefined) {
    throw new StartFailure("UPSTASH_REDIS_REST_URL is given without UPSTASH_REDIS_REST_TOKEN");
  }
  return {
    databaseUrl: given.DATABASE_URL,
    neonHttpEndpoint: given.NEON_HTTP_ENDPOINT,
    redisUrl: given.REDIS_URL,
    upstashUrl: given.UPSTASH_REDIS_REST_URL,
    upstashToken: given.UPSTASH_REDIS_REST_TOKEN,
    variables: Object.fromEntries(variables),
  };
}

function isWorkerVariable(name: string): boolean {
  return NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** Only what can be told at a glance; the Worker checks the rest, and its words are shown when it refuses. */
function checkVariable(name: string, value: string): void {
  if (HTTP_SUFFIXES.some((suffix) => name.endsWith(suffix))) checkUrl(name, value, ["http:", "https:"]);
  if (name.startsWith("JWT_SECRET_KEY") && Buffer.byteLength(value) < MIN_JWT_SECRET_BYTES) {
    throw new StartFailure(`${name} is shorter than ${MIN_JWT_SECRET_BYTES} bytes`);
  }
}

function checkUrl(name: string, value: string | undefined, protocols: readonly string[]): void {
  if (value === undefined) return;
  const protocol = URL.canParse(value) ? new URL(value).protocol : null;
  if (protocol === null || !protocols.includes(protocol)) {
    throw new StartFailure(`${name} is not a ${protocols.map((each) => `${each}//`).join(" or ")} URL`);
  }
}
