import { findSimulators } from "../../dev/find-simulators.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

/**
 * Tests hand webhooks to the Worker themselves: what a simulator sends by itself goes nowhere and is only written down in
 * its ledger, so it is not sent again while anybody looks.
 */
const WEBHOOK_RETRY_MS = 60_000;
/** Nobody listens here, and no name has to be looked up to find that out. */
const NOWHERE = "http://127.0.0.1:9";

/** All simulators, started. */
export interface RunningSimulators {
  /** What leads the Worker to them, past a switch each. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where tests reach them whatever the switches say, by the same names. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The switches, by the names of the simulators' folders. */
  readonly switches: Readonly<Record<string, FaultProxy>>;
  close(): Promise<void>;
}

/** Starts all simulators; tests find addresses and secrets among the Worker's variables. */
export async function startSimulators(): Promise<RunningSimulators> {
  const variables: Record<string, string> = {};
  const addresses: Record<string, string> = {};
  const switches: Record<string, FaultProxy> = {};
  const closed = await Promise.all(
    (await findSimulators()).map(async ({ name, entry }) => {
      const settings = Object.fromEntries(Object.entries(entry.settings).map(([variable, make]) => [variable, make()]));
      const server = await entry.start({
        port: 0,
        publicUrl: NOWHERE,
        webhookRetryMs: WEBHOOK_RETRY_MS,
        isHurried: true,
        setting: (variable) => settings[variable] ?? "",
      });
      const proxy = await startFaultProxy(server.url);
      switches[name] = proxy;
      addresses[entry.urlVariable] = server.url;
      Object.assign(variables, settings, { [entry.urlVariable]: proxy.url });
      return () => Promise.all([server.close(), proxy.close()]);
    }),
  );
  return {
    variables,
    addresses,
    switches,
    close: async () => {
      await Promise.all(closed.map((close) => close()));
    },
  };
}
