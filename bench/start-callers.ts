import { DEMO_MERCHANT } from "../dev/demo-merchant.ts";
import { LOCAL_ROLES } from "../dev/stack/local-roles.ts";
import { signToken } from "../dev/stack/sign-token.ts";
import type { BenchContext } from "./bench-context.ts";
import type { CallerTask, CallResult, CallTask } from "./parts/caller-part.ts";
import { type Part, startPart } from "./parts/start-part.ts";
import type { WatchResult, WatchTask } from "./parts/watch-event.ts";
import { JWT_SECRET } from "./start-gateway.ts";

/**
 * Token subjects that the requests are spread over: at 1,000 writes per 10 s and subject (wrangler.toml), they reach the
 * limit together only at 20,000 requests a second.
 */
export const SUBJECTS = 200;

/** A payment that CPay completes at once and sends no webhook about: nothing of it is left to be done afterwards. */
export const PAYMENT = {
  provider: "cpay",
  amount: "1000.00",
  currency: "KES",
  customer: { phone: "+254700000000", email: "approve+silent@example.com", name: "John Doe" },
  reference: "ORD-12345",
  description: "Order 12345",
  metadata: { order_id: "ORD-12345" },
} as const;

/** The load generator, in a process of its own. */
export interface Callers {
  call(task: CallTask): Promise<CallResult>;
  watch(task: WatchTask): Promise<WatchResult>;
  stop(): Promise<void>;
}

/** Starts the load generator with a token for each subject. */
export async function startCallers({ stopper }: BenchContext): Promise<Callers> {
  const options = { tokens: await makeTokens(SUBJECTS), body: JSON.stringify(PAYMENT) };
  const part: Part<null, CallerTask, CallResult | WatchResult> = await startPart(stopper, "caller", options);
  return {
    call: (task) => part.perform({ kind: "call", task }) as Promise<CallResult>,
    watch: (task) => part.perform({ kind: "watch", task }) as Promise<WatchResult>,
    stop: part.stop,
  };
}

/** Tokens of so many users of the run's merchant. */
export function makeTokens(count: number): Promise<string[]> {
  const { scopes } = LOCAL_ROLES.merchant;
  const subjects = Array.from({ length: count }, (_, index) => `bench-user-${index}`);
  return Promise.all(subjects.map((userId) => signToken(JWT_SECRET, { userId, scopes, merchantId: DEMO_MERCHANT.id })));
}
