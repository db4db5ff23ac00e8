import { bindingsOf, type Config, ConfigurationError, type GatewayBindings, parseConfig } from "../env.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { isReachable } from "../lib/is-reachable.ts";
import { createLogger } from "../lib/logger.ts";
import { createAccessTokenClient, type GetAccessToken } from "../objects/access-token/access-token-client.ts";
import { type CallChannel, createChannelClient } from "../objects/channel/channel-client.ts";
import { type CallEndpoint, createEndpointClient } from "../objects/endpoint/endpoint-client.ts";
import { type CallMerchant, createMerchantClient } from "../objects/merchant/merchant-client.ts";
import { createProviderHealthClient } from "../objects/provider-health/provider-health-client.ts";
import { type CallShard, createShardClient } from "../objects/transaction-shard/transaction-shard-client.ts";
import { createPostgresClient, type PostgresClient } from "../storage/postgres/postgres-client.ts";
import { createIdempotencyStore, type IdempotencyStore } from "../storage/redis/idempotency-store.ts";
import { createRedisClient, type RedisClient } from "../storage/redis/redis-client.ts";
import { type AccountDirectory, createAccountDirectory } from "./accounts/account-directory.ts";
import { readPlatformAccounts } from "./accounts/platform-accounts.ts";
import { createHealthMonitor, type HealthMonitor } from "./health/health-monitor.ts";
import { requireArchive } from "./payments/require-archive.ts";
import { createRulesDirectory, type RulesDirectory } from "./routing/rules-directory.ts";

/** Everything a service works with; made once per isolate, holds no state of any request. */
export interface Gateway {
  readonly config: Config;
  readonly bindings: GatewayBindings;
  readonly accounts: AccountDirectory;
  readonly routingRules: RulesDirectory;
  readonly health: HealthMonitor;
  readonly callShard: CallShard;
  readonly callMerchant: CallMerchant;
  readonly callChannel: CallChannel;
  readonly callEndpoint: CallEndpoint;
  readonly getAccessToken: GetAccessToken;
  readonly redis: RedisClient;
  readonly idempotency: IdempotencyStore;
  readonly postgres: PostgresClient;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Whether a server takes connections, as far as can be told. */
  readonly isReachable: (url: string) => Promise<boolean>;
}

/** Keeps work going after the answer has left. */
export type Background = (work: Promise<unknown>) => void;

/** Payments wait for Redis at most this long; without an answer the shard alone decides. */
const REDIS_TIMEOUT_MS = 300;
/** Lists and reports wait for Postgres at most this long. */
const POSTGRES_READ_TIMEOUT_MS = 5_000;

const gateways = new WeakMap<object, Gateway>();

/** The gateway of an environment. Throws {@link ConfigurationError} when the environment is not fit for use. */
export function gatewayOf(env: object): Gateway {
  const known = gateways.get(env) ?? createGateway(env);
  gateways.set(env, known);
  return known;
}

function createGateway(env: object): Gateway {
  const config = parseConfig(env);
  const bindings = bindingsOf(env);
  const redis = createRedisClient(config.redisUrl, config.redisToken, REDIS_TIMEOUT_MS);
  const { accounts: platform, faults } = readPlatformAccounts(config.variables);
  if (faults.length > 0) {
    throw new ConfigurationError(
      faults.map(({ variable, reason }) => `${variable} ${reason}`),
      faults.map(({ variable }) => variable),
    );
  }
  const postgres = createPostgresClient({
    databaseUrl: config.databaseUrl,
    endpoint: config.neonHttpEndpoint ?? undefined,
    timeoutMs: POSTGRES_READ_TIMEOUT_MS,
  });
  const callMerchant = createMerchantClient(bindings.MERCHANT);
  const opener = { keys: config.encryptionKeys, variables: config.variables };
  return {
    config,
    bindings,
    accounts: createAccountDirectory({ platform, opener, callMerchant, clock: systemClock }),
    callShard: createShardClient(bindings.TRANSACTION_SHARD, (id) => requireArchive(postgres, id)),
    callMerchant,
    routingRules: createRulesDirectory(callMerchant, systemClock),
    health: createHealthMonitor(createProviderHealthClient(bindings.PROVIDER_HEALTH), systemClock),
    callChannel: createChannelClient(bindings.CHANNEL),
    callEndpoint: createEndpointClient(bindings.ENDPOINT),
    getAccessToken: createAccessTokenClient(bindings.ACCESS_TOKEN, systemClock),
    redis,
    idempotency: createIdempotencyStore(redis, systemClock, (error) =>
      // The driver's messages hold commands with customer data: the name has to do.
      createLogger().warn("redis.unavailable", { reason: error instanceof Error ? error.name : "unknown" }),
    ),
    postgres,
    clock: systemClock,
    fetch: (input, init) => fetch(input, init),
    isReachable,
  };
}
