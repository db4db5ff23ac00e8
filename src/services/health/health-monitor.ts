import type { CallVerdict } from "../../domain/provider-health/judge-call.ts";
import {
  breakerOf,
  countCall,
  EMPTY_TALLY,
  type HealthTally,
  observe,
  type ProviderHealth,
  UNKNOWN_HEALTH,
} from "../../domain/provider-health/provider-health.ts";
import type { Clock } from "../../lib/clock.ts";
import { createLogger } from "../../lib/logger.ts";
import type { ReportHealth } from "../../objects/provider-health/provider-health-client.ts";

/** What an isolate knows of provider accounts. Payments ask its memory; whatever takes time is done behind their back. */
export interface HealthMonitor {
  /** Notes what a call has told. */
  note(accountId: string, verdict: CallVerdict): void;
  /** Whether others had better be asked first. The first to ask once a trial is allowed is told to try. */
  isToBeSkipped(accountId: string): boolean;
  /** Tells all isolates what is new, and hears from them about the given accounts. Never fails; for the background. */
  exchange(accountIds?: readonly string[]): Promise<void>;
  /** What is known of an account now, asked for; where that fails, what this isolate knows. */
  read(accountId: string): Promise<ProviderHealth>;
}

/** What has gone well is told this seldom: it is no news. */
const GOOD_NEWS_MS = 10_000;
/** What has failed is told, and an account that is to be chosen from is asked about, at most this often. */
const BAD_NEWS_MS = 1_000;
const STALE_MS = 3_000;
/** Whoever wants to see an account's health waits for others' knowledge at most this long. */
const READ_TIMEOUT_MS = 1_000;
/** A trial that nobody has heard of by then may be made again. */
const TRIAL_MS = 10_000;
/** Accounts one isolate remembers: beyond it the oldest are forgotten. */
const MAX_REMEMBERED = 1_000;

interface Known {
  readonly health: ProviderHealth;
  /** What the others have not been told. */
  readonly untold: HealthTally;
  readonly exchangedAt: number;
  readonly triedAt: number;
}

const LONG_AGO = Number.NEGATIVE_INFINITY;
const NOTHING: Known = { health: UNKNOWN_HEALTH, untold: EMPTY_TALLY, exchangedAt: LONG_AGO, triedAt: LONG_AGO };

/** The monitor of one isolate. */
export function createHealthMonitor(report: ReportHealth, clock: Clock): HealthMonitor {
  const known = new Map<string, Known>();
  const of = (accountId: string): Known => known.get(accountId) ?? NOTHING;
  const put = (accountId: string, value: Known): void => {
    const [oldest] = known.keys();
    if (!known.has(accountId) && known.size >= MAX_REMEMBERED && oldest !== undefined) known.delete(oldest);
    known.set(accountId, value);
  };

  const exchangeOne = async (accountId: string): Promise<void> => {
    const before = of(accountId);
    // Whatever is noted while this is on its way is told next time.
    put(accountId, { ...before, untold: EMPTY_TALLY, exchangedAt: clock() });
    try {
      const told = await report(accountId, before.untold);
      const { untold } = of(accountId);
      put(accountId, { ...of(accountId), health: observe(told, untold, clock()) });
    } catch (error) {
      createLogger().warn("provider_health.unavailable", { account_id: accountId, error });
      put(accountId, { ...of(accountId), untold: add(before.untold, of(accountId).untold) });
    }
  };

  return {
    note(accountId, verdict) {
      const { health, untold, ...rest } = of(accountId);
      const heard = observe(health, countCall(EMPTY_TALLY, verdict), clock());
      put(accountId, { ...rest, health: heard, untold: countCall(untold, verdict) });
    },
    isToBeSkipped(accountId) {
      const now = clock();
      const state = of(accountId);
      const breaker = breakerOf(state.health, now);
      if (breaker === "closed") return false;
      if (breaker === "open" || now < state.triedAt + TRIAL_MS) return true;
      put(accountId, { ...state, triedAt: now });
      return false;
    },
    async exchange(accountIds = []) {
      const now = clock();
      const due = [...new Set([...known.keys(), ...accountIds])].filter((id) => {
        const { health, untold, exchangedAt } = of(id);
        const isUrgent = untold.failed > 0 || (health.openedAt !== null && untold.served > 0);
        if (isUrgent) return now >= exchangedAt + BAD_NEWS_MS;
        if (accountIds.includes(id)) return now >= exchangedAt + STALE_MS;
        return untold.served + untold.answered > 0 && now >= exchangedAt + GOOD_NEWS_MS;
      });
      await Promise.all(due.map(exchangeOne));
    },
    async read(accountId) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, READ_TIMEOUT_MS);
      });
      await Promise.race([exchangeOne(accountId), patience]).finally(() => clearTimeout(timer));
      return of(accountId).health;
    },
  };
}

function add(one: HealthTally, next: HealthTally): HealthTally {
  return {
    served: one.served + next.served,
    answered: one.answered + next.answered,
    failed: one.failed + next.failed,
    failedSinceServed: next.failedSinceServed + (next.served > 0 ? 0 : one.failedSinceServed),
  };
}
