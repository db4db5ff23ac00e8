import { z } from "zod";
import { REGIONS, type Region } from "./domain/region.ts";
import { DEFAULT_RETRY_SCHEDULE, type RetrySchedule } from "./domain/retry-schedule.ts";
import { OWN_ISSUER } from "./domain/token-claims.ts";
import { isPrivateAddress } from "./lib/private-address.ts";

/** Bindings and variables as the platform hands them over: untrusted until parsed. */
export interface GatewayBindings {
  readonly TRANSACTION_SHARD: DurableObjectNamespace;
  readonly MERCHANT: DurableObjectNamespace;
  readonly ACCESS_TOKEN: DurableObjectNamespace;
  readonly PROVIDER_HEALTH: DurableObjectNamespace;
  readonly CHANNEL: DurableObjectNamespace;
  readonly ENDPOINT: DurableObjectNamespace;
  readonly RECONCILE_QUEUE: Queue;
  readonly INBOX_QUEUE: Queue;
  readonly INBOX_DEAD_LETTER_QUEUE: Queue;
  readonly DELIVERY_QUEUE: Queue;
  readonly LIMIT_WRITES: RateLimit;
  readonly LIMIT_READS: RateLimit;
  readonly LIMIT_TOKENS: RateLimit;
  readonly LIMIT_WEBHOOKS: RateLimit;
  readonly LIMIT_WEBHOOKS_UNVERIFIED: RateLimit;
  /** Counts for people to look at; a deployment may do without. */
  readonly ANALYTICS?: AnalyticsEngineDataset;
}

/** One entry of the key ring for stored credentials. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** The variables of the contract, parsed. Durations keep the unit of their names. */
export interface Config {
  readonly databaseUrl: string;
  readonly neonHttpEndpoint: string | null;
  readonly redisUrl: string;
  readonly redisToken: string;
  readonly jwtSecret: string;
  readonly jwtSecretPrevious: string | null;
  readonly jwtJwksUrl: string | null;
  readonly jwtIssuer: string | null;
  readonly jwtAudience: string | null;
  /** Whether tokens of the outside issuer may carry the scope `admin`. */
  readonly jwtAllowAdmin: boolean;
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly corsOrigins: readonly string[];
  readonly webhookRetrySchedule: RetrySchedule;
  readonly webhookToleranceSeconds: number;
  readonly publicUrl: string;
  readonly environment: "development" | "staging" | "production";
  readonly regions: readonly Region[];
  /** Every string variable, for the providers' own schemas. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A required variable is missing or malformed. The message names variables, never values. */
export class ConfigurationError extends Error {
  readonly variables: readonly string[];

  constructor(faults: readonly string[], variables: readonly string[]) {
    super(faults.join("; "));
    this.name = "ConfigurationError";
    this.variables = variables;
  }
}

const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" });
const signingSecret = z
  .string({ error: "is required" })
  .refine((value) => new TextEncoder().encode(value).length >= 32, { error: "must have 32 bytes or more" });

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const variablesSchema = z.object({
  DATABASE_URL: z.string({ error: "is required" }).pipe(postgresUrl),
  NEON_HTTP_ENDPOINT: optional(httpUrl),
  UPSTASH_REDIS_REST_URL: z.string({ error: "is required" }).pipe(httpUrl),
  UPSTASH_REDIS_REST_TOKEN: z.string({ error: "is required" }).min(1, "must not be empty"),
  JWT_SECRET_KEY: signingSecret,
  JWT_SECRET_KEY_PREVIOUS: optional(signingSecret),
  JWT_JWKS_URL: optional(httpUrl),
  JWT_ISSUER: optional(
    z
      .string()
      .min(1)
      .refine((issuer) => issuer !== OWN_ISSUER, { error: "must not be the gateway's own issuer" }),
  ),
  JWT_AUDIENCE: optional(z.string().min(1)),
  JWT_ALLOW_ADMIN: optional(z.enum(["true", "false"])),
  ENCRYPTION_KEYS: z.string({ error: "is required" }).transform(parseKeyRing),
  CORS_ORIGINS: optional(z.string().transform(parseOrigins)),
  WEBHOOK_RETRY_SCHEDULE: optional(z.string().transform(parseSchedule)),
  WEBHOOK_TOLERANCE_SECONDS: optional(
    z
      .string()
      .regex(/^[0-9]{1,6}$/, "must be whole seconds")
      .transform(Number),
  ),
  PUBLIC_URL: z.string({ error: "is required" }).pipe(httpUrl),
  ENVIRONMENT: optional(z.enum(["development", "staging", "production"])),
  REGIONS_IN_USE: optional(z.string().transform(parseRegions)),
});

const parsed = new WeakMap<object, Config | ConfigurationError>();

/**
 * The configuration of this Worker or object, parsed once per isolate. Throws {@link ConfigurationError} naming every
 * variable that is missing or malformed.
 */
export function parseConfig(env: object): Config {
  const known = parsed.get(env) ?? readConfig(env);
  parsed.set(env, known);
  if (known instanceof ConfigurationError) throw known;
  return known;
}

/** The bindings of this Worker, typed. */
export function bindingsOf(env: object): GatewayBindings {
  return env as GatewayBindings;
}

function readConfig(env: object): Config | ConfigurationError {
  const variables = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  const result = variablesSchema.safeParse(variables);
  if (!result.success) {
    const names = result.error.issues.map((issue) => String(issue.path[0]));
    const faults = result.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    return new ConfigurationError(faults, names);
  }
  const { data } = result;
  const outside = [data.JWT_JWKS_URL, data.JWT_ISSUER, data.JWT_AUDIENCE];
  if (outside.some((value) => value !== undefined) && outside.some((value) => value === undefined)) {
    const names = ["JWT_JWKS_URL", "JWT_ISSUER", "JWT_AUDIENCE"];
    return new ConfigurationError([`${names.join(", ")} must be set together or not at all`], names);
  }
  const config: Config = {
    databaseUrl: data.DATABASE_URL,
    neonHttpEndpoint: data.NEON_HTTP_ENDPOINT ?? null,
    redisUrl: data.UPSTASH_REDIS_REST_URL,
    redisToken: data.UPSTASH_REDIS_REST_TOKEN,
    jwtSecret: data.JWT_SECRET_KEY,
    jwtSecretPrevious: data.JWT_SECRET_KEY_PREVIOUS ?? null,
    jwtJwksUrl: data.JWT_JWKS_URL ?? null,
    jwtIssuer: data.JWT_ISSUER ?? null,
    jwtAudience: data.JWT_AUDIENCE ?? null,
    jwtAllowAdmin: data.JWT_ALLOW_ADMIN === "true",
    encryptionKeys: data.ENCRYPTION_KEYS,
    corsOrigins: data.CORS_ORIGINS ?? [],
    webhookRetrySchedule: data.WEBHOOK_RETRY_SCHEDULE ?? DEFAULT_RETRY_SCHEDULE,
    webhookToleranceSeconds: data.WEBHOOK_TOLERANCE_SECONDS ?? 300,
    publicUrl: data.PUBLIC_URL.replace(/\/+$/, ""),
    environment: data.ENVIRONMENT ?? "production",
    regions: data.REGIONS_IN_USE ?? REGIONS.slice(0, 1),
    variables,
  };
  return config.environment === "production" ? (findProductionFault(config) ?? config) : config;
}

/** Production refuses loopback and private addresses, and secrets that look like anyone's defaults. */
function findProductionFault(config: Config): ConfigurationError | null {
  const addresses: Record<string, string | null> = {
    DATABASE_URL: config.databaseUrl,
    NEON_HTTP_ENDPOINT: config.neonHttpEndpoint,
    UPSTASH_REDIS_REST_URL: config.redisUrl,
    PUBLIC_URL: config.publicUrl,
    ...Object.fromEntries(Object.entries(config.variables).filter(([name]) => /_(BASE_URL|API_BASE)$/.test(name))),
  };
  const local = Object.entries(addresses).filter(([, url]) => url !== null && isPrivateAddress(url));
  const faults = local.map(([name]) => `${name} must not be a loopback or private address in production`);
  const names = local.map(([name]) => name);
  if (/^(.)\1+$|change-?me|default|secret-?key|development/i.test(config.jwtSecret)) {
    faults.push("JWT_SECRET_KEY must not be a default secret in production");
    names.push("JWT_SECRET_KEY");
  }
  return faults.length === 0 ? null : new ConfigurationError(faults, names);
}

function parseKeyRing(text: string, context: z.RefinementCtx): EncryptionKey[] {
  const entries = splitList(text).map((entry) => {
    const separator = entry.indexOf(":");
    const key = decodeBase64(entry.slice(separator + 1));
    return separator > 0 && key?.length === 32 ? { id: entry.slice(0, separator), key } : null;
  });
  const keys = entries.filter((entry) => entry !== null);
  if (keys.length === 0 || keys.length !== entries.length) {
    context.addIssue({ code: "custom", message: "must be id:base64(32 bytes)[,id:base64…]" });
  }
  return keys;
}

function parseSchedule(text: string, context: z.RefinementCtx): number[] {
  const seconds = splitList(text).map(Number);
  if (seconds.length === 0 || seconds.some((value) => !Number.isFinite(value) || value <= 0 || value > 86_400)) {
    context.addIssue({ code: "custom", message: "must be comma-separated seconds, each above 0 and at most 86400" });
  }
  return seconds;
}

function parseRegions(text: string, context: z.RefinementCtx): Region[] {
  const names = splitList(text);
  const regions = REGIONS.filter((region) => names.includes(region.name));
  if (regions.length === 0 || regions.length !== names.length) {
    context.addIssue({ code: "custom", message: `must be some of ${REGIONS.map(({ name }) => name).join(",")}` });
  }
  return regions;
}

/** Browsers send origins without a path or a trailing slash; anything else would match nothing, in silence. */
function parseOrigins(text: string, context: z.RefinementCtx): string[] {
  const origins = splitList(text);
  if (origins.some((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)) {
    context.addIssue({ code: "custom", message: "must be comma-separated origins such as https://shop.example" });
  }
  return origins;
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function decodeBase64(text: string): Uint8Array | null {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : null;
}
