import type { SimulatorEntry } from "../simulators/support/simulator-entry.ts";
import type { SecretStore } from "./secret-store.ts";

/**
 * The variables of one provider: those that are given, and the rest made up once for the state directory. Where the
 * provider's address is given, nothing is made up that it can do without: there it would be wrong.
 */
export function chooseSettings(
  { settings, optional = [], urlVariable }: Pick<SimulatorEntry, "settings" | "optional" | "urlVariable">,
  given: Readonly<Record<string, string>>,
  secrets: SecretStore,
): Readonly<Record<string, string>> {
  const isSimulated = given[urlVariable] === undefined;
  const chosen = Object.entries(settings).flatMap(([name, make]): [string, string][] => {
    const value = given[name];
    if (value !== undefined) return [[name, value]];
    return isSimulated || !optional.includes(name) ? [[name, secrets.get(name, make)]] : [];
  });
  return Object.fromEntries(chosen);
}
