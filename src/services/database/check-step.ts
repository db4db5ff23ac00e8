import type { Finding } from "../../domain/database-check/finding.ts";
import type { CheckPosition } from "./check-position.ts";

/** One stretch of the walk. */
export interface CheckStep {
  readonly checked: number;
  readonly pending: number;
  readonly findings: readonly Finding[];
  /** Where to go on; null at the end. */
  readonly next: CheckPosition | null;
}
