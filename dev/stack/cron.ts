import { messageOf } from "./start-failure.ts";

const EVERY_MS = 60_000;
const TIMEOUT_MS = 50_000;
const CRON = "* * * * *";

/** Fires the Worker's cron now and each minute, which `wrangler dev` leaves to the developer. Returns how to end it. */
export function startCron(origin: string, signal: AbortSignal): () => void {
  const url = `${origin}/cdn-cgi/handler/scheduled?cron=${encodeURIComponent(CRON)}`;
  const fire = () => {
    trigger(url, signal).catch((error: unknown) => {
      if (!signal.aborted) console.error(`cron: ${messageOf(error)}`);
    });
  };
  fire();
  const timer = setInterval(fire, EVERY_MS);
  return () => clearInterval(timer);
}

async function trigger(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the scheduled handler failed with HTTP ${response.status}, see worker.log`);
}
