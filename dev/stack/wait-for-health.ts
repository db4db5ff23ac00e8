import { setTimeout as delay } from "node:timers/promises";
import { StartFailure } from "./start-failure.ts";

/** A cold start takes three seconds; a machine with other things to do may need many times that. */
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 100;
const TIMEOUT_MS = 10_000;
/** A Worker that refuses its configuration says so every time; one refusal alone may be a passing fault. */
const REFUSALS_BELIEVED = 3;

/** How one look at the Worker went: healthy, refusing by a problem of its own, or not (yet) answering. */
type Look = { readonly kind: "healthy" | "away" } | { readonly kind: "refusing"; readonly detail: string };

/**
 * Waits until the gateway says that it is healthy. Throws `StartFailure` when it keeps answering 500 (with its words,
 * which name a missing or malformed variable) or when it takes too long, and rejects when `signal` aborts.
 */
export async function waitForHealth(origin: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let refusals = 0; ; await delay(LOOK_EVERY_MS)) {
    signal.throwIfAborted();
    const look = await lookAt(`${origin}/api/v1/health`, signal);
    if (look.kind === "healthy") return;
    refusals = look.kind === "refusing" ? refusals + 1 : 0;
    if (look.kind === "refusing" && refusals === REFUSALS_BELIEVED) throw new StartFailure(look.detail);
    if (Date.now() > deadline) throw new StartFailure(`the Worker was not healthy within ${PATIENCE_MS / 1000} s`);
  }
}

async function lookAt(url: string, signal: AbortSignal): Promise<Look> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    if (response.ok) return { kind: "healthy" };
    const text = await response.text();
    if (response.status !== 500 || !response.headers.get("content-type")?.includes("problem+json"))
      return { kind: "away" };
    const problem = JSON.parse(text) as Partial<Record<string, unknown>>;
    return { kind: "refusing", detail: String(problem.detail ?? problem.title) };
  } catch {
    return { kind: "away" };
  }
}
