import Stripe from "stripe";
import type { ProviderExchange } from "../../domain/outcome.ts";
import { mayBeRepeat, type Pursuit } from "../../domain/pursuit.ts";
import type { CallContext } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { createRecorder, type Recorder } from "./recorder.ts";

/**
 * What one call came to. `refused`: a definite no, nothing has happened; `unknown`: anything may have. `isReplayed`: the
 * answer is the stored one of an earlier request with the same idempotency key, and will be the same for as long as the
 * key lives.
 */
export type StripeAnswer =
  | { readonly kind: "answered"; readonly body: unknown; readonly exchange: ProviderExchange | null }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly code: string;
      readonly message: string;
      /** The intent that a refused confirmation has left behind, as Stripe shows it in the error. */
      readonly paymentIntent: unknown;
      readonly exchange: ProviderExchange | null;
    }
  | {
      readonly kind: "unknown";
      readonly reason: string;
      readonly isReplayed: boolean;
      readonly exchange: ProviderExchange | null;
    }
  | { readonly kind: "not_sent"; readonly reason: string; readonly exchange: null };

/** A call to make: with the SDK, and with the options every request of it has to carry. */
type Work = (stripe: Stripe) => Promise<unknown>;

/** Refusals that are about the moment or the key, not about the request: the same key may be sent again. */
const PASSING_STATUSES = new Set([408, 409, 424, 425, 429]);
const PASSING_CODES = new Set(["rate_limit", "lock_timeout", "idempotency_key_in_use"]);
/** The key has been used with other parameters: what it made, if anything, the lists tell. */
const KEY_REUSED = "idempotency_key_reused";

/**
 * Whether an answer is, or may be, a stored one that will be repeated for as long as its key lives: it says so, it is a
 * server's error to a request that may not be the first, or the key has been used for something else.
 */
export function mayBeStored(
  { reason, isReplayed }: Extract<StripeAnswer, { kind: "unknown" }>,
  pursuit: Pursuit,
): boolean {
  return isReplayed || reason === KEY_REUSED || (mayBeRepeat(pursuit) && reason.startsWith("http_5"));
}

/** That a mutation must not leave any more; asked before whatever it needs to know first. */
export function findLateness({ clock, sendBefore }: CallContext): Extract<StripeAnswer, { kind: "not_sent" }> | null {
  return clock() < sendBefore ? null : { kind: "not_sent", reason: "permission_to_send_is_over", exchange: null };
}

/** Makes one call by the official SDK within its lease; see `callProvider` for what the lease means. */
export async function callStripe(
  config: StripeConfig,
  context: CallContext,
  kind: "read" | "mutation",
  work: Work,
): Promise<StripeAnswer> {
  const base = new URL(config.apiBase);
  const recorder = createRecorder(context, base, kind === "mutation");
  const stripe = new Stripe(config.apiKey, {
    httpClient: Stripe.createFetchHttpClient(recorder.fetch),
    host: base.hostname,
    ...(base.port === "" ? {} : { port: base.port }),
    protocol: base.protocol === "http:" ? "http" : "https",
    // A repeat is the engine's decision, under a lease of its own.
    maxNetworkRetries: 0,
    timeout: Math.max(1, context.deadline - context.clock()),
    telemetry: false,
  });
  try {
    const body = await work(stripe);
    const { exchange, isReplayed } = recorder.last();
    const status = exchange?.status ?? 0;
    if (status >= 200 && status < 300) return { kind: "answered", body, exchange };
    // The SDK takes any object for an answer that has no `error` in it, whatever its status.
    return { kind: "unknown", reason: status >= 500 ? `http_${status}` : "unexpected_answer", isReplayed, exchange };
  } catch (error) {
    return interpret(error, recorder);
  }
}

function interpret(error: unknown, recorder: Recorder): StripeAnswer {
  const { exchange, isReplayed } = recorder.last();
  const withheld = recorder.withheld();
  if (withheld !== null) return { kind: "not_sent", reason: withheld, exchange: null };
  const isOfStripe = error instanceof Stripe.errors.StripeError;
  // Without an exchange it is a fault of ours; with one, the SDK has stumbled over what came.
  if (!isOfStripe && exchange === null) throw error;
  const status = exchange?.status ?? null;
  const unknown = (reason: string): StripeAnswer => ({ kind: "unknown", reason, isReplayed, exchange });
  if (status === null) return unknown(isTimeout(error) ? "timeout" : "connection_failed");
  if (status >= 500) return unknown(`http_${status}`);
  if (!isOfStripe || status < 400 || error.statusCode === undefined) return unknown("unreadable_answer");
  const code = textOf(error.code);
  const type = textOf(error.rawType);
  if (type === "idempotency_error") return unknown(KEY_REUSED);
  if (PASSING_STATUSES.has(status) || PASSING_CODES.has(code)) return unknown(`http_${status}`);
  const isAboutKey = status === 401 || status === 403;
  return {
    kind: "refused",
    status,
    code: (textOf(error.decline_code) || code || type || `http_${status}`).slice(0, 64),
    // Stripe repeats a part of the key when it does not know it.
    message: isAboutKey ? "Stripe did not accept the account's key." : textOf(error.message).slice(0, 512),
    paymentIntent: error.payment_intent ?? null,
    exchange,
  };
}

function isTimeout(error: unknown): boolean {
  const cause = error instanceof Stripe.errors.StripeError ? error.detail : error;
  return cause instanceof Error && "code" in cause && cause.code === "ETIMEDOUT";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
