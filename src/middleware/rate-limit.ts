import { Problem } from "../domain/problem.ts";
import type { GatewayBindings } from "../env.ts";
import type { AppContext } from "./app-context.ts";
import { callerAddress } from "./caller.ts";

/** A class of endpoints with a limit of its own; figures as in wrangler.toml, where the platform reads them. */
const POLICIES = {
  writes: { binding: "LIMIT_WRITES", quota: 1_000, windowSeconds: 10 },
  reads: { binding: "LIMIT_READS", quota: 3_000, windowSeconds: 10 },
  tokens: { binding: "LIMIT_TOKENS", quota: 20, windowSeconds: 60 },
  webhooks: { binding: "LIMIT_WEBHOOKS", quota: 5_000, windowSeconds: 10 },
  "webhooks-unverified": { binding: "LIMIT_WEBHOOKS_UNVERIFIED", quota: 300, windowSeconds: 10 },
} as const satisfies Record<
  string,
  { binding: Extract<keyof GatewayBindings, `LIMIT_${string}`>; quota: number; windowSeconds: number }
>;

/** The name of a class of endpoints. */
export type RatePolicy = keyof typeof POLICIES;

/** Counts one request against a policy; throws `rate_limited` with what RFC 6585 and the RateLimit fields ask for. */
export async function countAgainst(c: AppContext, policy: RatePolicy, key: string): Promise<void> {
  const { binding, quota, windowSeconds } = POLICIES[policy];
  const limiter = c.get("gateway").bindings[binding];
  const { success } = await limiter.limit({ key: `${policy}:${key}` });
  if (success) return;
  throw new Problem("rate_limited", `At most ${quota} requests in ${windowSeconds} s are answered.`, {
    retryAfterSeconds: windowSeconds,
    headers: { "RateLimit-Policy": `"${policy}";q=${quota};w=${windowSeconds}` },
  });
}

/** Limits reads and writes by the token's subject within its merchant; after authentication. */
export function limitCaller(c: AppContext): Promise<void> {
  const { merchantId, subject } = c.get("principal");
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  return countAgainst(c, isRead ? "reads" : "writes", `${merchantId ?? ""}|${subject}`);
}

/** Limits by the address the request came from; for what needs no token. */
export function limitAddress(c: AppContext, policy: RatePolicy): Promise<void> {
  return countAgainst(c, policy, callerAddress(c) ?? "unknown");
}
