import { setTimeout as delay } from "node:timers/promises";
import { StartFailure } from "../stack/start-failure.ts";

/** A new version is everywhere within some seconds. */
const MAX_TRIES = 10;
const PAUSE_MS = 3_000;
const TIMEOUT_MS = 10_000;

/** Asks the deployed gateway whether it is well and describes itself. Throws `StartFailure` when it stays unwell. */
export async function smokeTest(origin: string, pauseMs = PAUSE_MS): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const fault = await findFault(origin);
    if (fault === null) return;
    if (tries === MAX_TRIES) throw new StartFailure(`${fault} (asked ${MAX_TRIES} times)`);
    await delay(pauseMs);
  }
}

async function findFault(origin: string): Promise<string | null> {
  try {
    const health = (await ask(`${origin}/api/v1/health`)) as { status?: unknown };
    if (health.status !== "ok") return `${origin}/api/v1/health says ${JSON.stringify(health)}`;
    const document = (await ask(`${origin}/api/v1/openapi.json`)) as { openapi?: unknown };
    return typeof document.openapi === "string" ? null : `${origin}/api/v1/openapi.json is no OpenAPI document`;
  } catch (error) {
    return `${origin} cannot be asked: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  return response.json();
}
