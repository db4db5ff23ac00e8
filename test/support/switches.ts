import { inject } from "vitest";
import type { ProxyMode } from "./fault-proxy.ts";

/** Takes a backing service (`sql`, `redis`) or a provider, by the name of its simulator, away from the Worker, or gives it back. */
export async function switchService(service: string, mode: ProxyMode): Promise<void> {
  const response = await fetch(`${inject("services").controlUrl}/${service}/${mode}`, { method: "POST" });
  await response.body?.cancel();
}

/** Runs something while a service is away; it is back afterwards whatever happens. */
export async function without<T>(service: string, mode: ProxyMode, work: () => Promise<T>): Promise<T> {
  await switchService(service, mode);
  try {
    return await work();
  } finally {
    await switchService(service, "serve");
  }
}
