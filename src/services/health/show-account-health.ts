import { type ShownHealth, showHealth, UNKNOWN_HEALTH } from "../../domain/provider-health/provider-health.ts";
import { toRfc3339 } from "../../lib/clock.ts";
import type { Gateway } from "../gateway.ts";

/** How an account has been doing, as it is shown. */
export interface ShownAccountHealth {
  readonly health: ShownHealth;
  /** Since when others are asked first; null unless it is failing. */
  readonly failing_since: string | null;
}

/** The health of an account, as all isolates together know it; of none, unknown. */
export async function showAccountHealth(gateway: Gateway, accountId: string | null): Promise<ShownAccountHealth> {
  const known = accountId === null ? UNKNOWN_HEALTH : await gateway.health.read(accountId);
  const health = showHealth(known, gateway.clock());
  const since = health === "failing" ? known.openedAt : null;
  return { health, failing_since: since === null ? null : toRfc3339(since) };
}
