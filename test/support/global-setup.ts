import type { TestProject } from "vitest/node";
import { openIoredisBackend } from "../../dev/bridges/redis/ioredis-backend.ts";
import { createMemoryRedis } from "../../dev/bridges/redis/memory-redis.ts";
import { startRedisBridge } from "../../dev/bridges/redis/start-redis-bridge.ts";
import { openPgliteBackend } from "../../dev/bridges/sql/pglite-backend.ts";
import { openPostgresBackend } from "../../dev/bridges/sql/postgres-backend.ts";
import { startSqlBridge } from "../../dev/bridges/sql/start-sql-bridge.ts";
import { migratePglite, migratePostgres } from "../../dev/migrate.ts";
import { startCallbackRelay } from "./callback-relay.ts";
import { startControlServer } from "./control-server.ts";
import { startFaultProxy } from "./fault-proxy.ts";
import { startJwksServer } from "./jwks-server.ts";
import "./provided.ts";
import { startMerchantServer } from "./merchant-server.ts";
import { createScratchDatabase } from "./scratch-database.ts";
import { startSimulators } from "./simulators.ts";

const REDIS_TOKEN = "test-redis-token";
const JWT_SECRET = "test-jwt-secret-of-more-than-32-bytes";

/** Where webhooks would be sent to by address; tests hand them to the Worker themselves. */
const PUBLIC_URL = "http://gateway.test.invalid";

/**
 * Starts what the Worker talks to: SQL and Redis bridges (embedded, or in front of TEST_DATABASE_URL and TEST_REDIS_URL),
 * each behind a switch, and the providers' simulators.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scratch = await createScratchDatabase();
  const sqlBackend = scratch === null ? await openPgliteBackend(undefined) : await openPostgresBackend(scratch.url);
  if (scratch === null) await migratePglite(sqlBackend as Awaited<ReturnType<typeof openPgliteBackend>>);
  else await migratePostgres(scratch.url);
  const sqlBridge = await startSqlBridge({ port: 0, backend: sqlBackend });

  const redisUrl = process.env.TEST_REDIS_URL;
  const redisBackend = redisUrl ? await openIoredisBackend(redisUrl) : createMemoryRedis();
  const redisBridge = await startRedisBridge({ port: 0, token: REDIS_TOKEN, backend: redisBackend });

  const sql = await startFaultProxy(sqlBridge.url);
  const redis = await startFaultProxy(redisBridge.url);
  const simulators = await startSimulators();
  const relay = await startCallbackRelay();
  const merchantServer = await startMerchantServer();
  const control = await startControlServer({ sql, redis, ...simulators.switches });
  const jwks = await startJwksServer(["ES256", "RS256", "EdDSA"]);

  const databaseUrl = "postgres://postgres:postgres@db.localtest.me/postgres";
  project.provide("services", {
    sqlUrl: sqlBridge.url,
    redisUrl: redisBridge.url,
    cpayUrl: simulators.variables.CPAY_BASE_URL ?? "",
    darajaUrl: simulators.addresses.MPESA_BASE_URL ?? "",
    relayUrl: relay.url,
    controlUrl: control.url,
    merchantServerUrl: merchantServer.url,
    jwtSecret: JWT_SECRET,
    cpayWebhookSecret: simulators.variables.CPAY_WEBHOOK_SECRET ?? "",
    databaseUrl,
    redisToken: REDIS_TOKEN,
    jwksUrl: jwks.url,
    jwksPrivateKeys: jwks.privateKeys,
  });
  project.provide("workerVariables", {
    DATABASE_URL: databaseUrl,
    NEON_HTTP_ENDPOINT: sql.url,
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: REDIS_TOKEN,
    JWT_SECRET_KEY: JWT_SECRET,
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
    ENVIRONMENT: "development",
    PUBLIC_URL,
    CORS_ORIGINS: "https://shop.example",
    ...simulators.variables,
    MPESA_CALLBACK_URL: relay.url,
  });
  return async () => {
    await Promise.all([sql.close(), redis.close(), control.close(), simulators.close(), jwks.close(), relay.close()]);
    await Promise.all([sqlBridge.close(), redisBridge.close(), merchantServer.close()]);
    await scratch?.drop();
  };
}
