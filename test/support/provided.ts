import type { JWK } from "jose";

/** Addresses and secrets of the servers that the tests run against; made in the global set-up. */
export interface TestServices {
  readonly sqlUrl: string;
  readonly redisUrl: string;
  readonly cpayUrl: string;
  /** Daraja past the switch in front of it. */
  readonly darajaUrl: string;
  /** Where callbacks wait for a test that takes them to the Worker. */
  readonly relayUrl: string;
  readonly controlUrl: string;
  /** Where merchants' servers take webhooks. */
  readonly merchantServerUrl: string;
  readonly jwtSecret: string;
  readonly cpayWebhookSecret: string;
  readonly databaseUrl: string;
  readonly redisToken: string;
  /** Where an outside issuer of tokens publishes its keys, and their private halves. */
  readonly jwksUrl: string;
  readonly jwksPrivateKeys: readonly JWK[];
}

declare module "vitest" {
  export interface ProvidedContext {
    workerVariables: Record<string, string>;
    services: TestServices;
  }
}
