import type { Overrides } from "./overrides.ts";
import type { PortMemory } from "./ports.ts";
import type { SecretStore } from "./secret-store.ts";
import type { Stopper } from "./stop.ts";

/** What every part of one running instance is made from. */
export interface StackContext {
  readonly stateDir: string;
  /** The Worker's origin as providers shall call it back: PUBLIC_URL when given, else its loopback address. */
  readonly publicUrl: string;
  readonly overrides: Overrides;
  readonly ports: PortMemory;
  readonly secrets: SecretStore;
  readonly stopper: Stopper;
}
