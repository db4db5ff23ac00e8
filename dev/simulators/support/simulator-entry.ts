import { randomBytes } from "node:crypto";

/** How one simulator is started, whether by `npm run dev` or for a test run. */
export interface SimulatorLaunch {
  /** 0 picks a free port. */
  readonly port: number;
  /** Where the ledger lives; absent: everything is gone with the process. */
  readonly stateFile?: string;
  /** The Worker's origin, without a slash at its end: where webhooks go unless a call says otherwise. */
  readonly publicUrl: string;
  /** Delay before a webhook's second attempt, milliseconds; absent: the simulator's own. */
  readonly webhookRetryMs?: number;
  /** Scripted people act within a fraction of a second, so that tests need not wait for them. */
  readonly isHurried: boolean;
  /** The value in force of one of the entry's settings. */
  setting(name: string): string;
}

/**
 * What the file `entry.ts` in a simulator's folder exports as `entry`. Whoever starts simulators finds them by reading
 * `dev/simulators/`: a new one needs no line anywhere else.
 */
export interface SimulatorEntry {
  /** The variable that names the provider's address; given to `npm run dev`, it replaces the simulator. */
  readonly urlVariable: string;
  /** The provider's other variables, with what each is when it is not given; made once for a state directory. */
  readonly settings: Readonly<Record<string, () => string>>;
  /** Those of them that the provider can do without: made for the simulator, never for an address that is given. */
  readonly optional?: readonly string[];
  start(launch: SimulatorLaunch): Promise<{ readonly url: string; close(): Promise<void> }>;
}

/** A value that nobody can guess, after a prefix. */
export function randomSecret(prefix = ""): string {
  return `${prefix}${randomBytes(32).toString("hex")}`;
}
