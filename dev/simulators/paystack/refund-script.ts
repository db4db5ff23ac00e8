import type { Mishap } from "./customer-script.ts";
import type { RefundStatus } from "./model.ts";
import type { Quirks } from "./quirks.ts";

/** What becomes of a refund. */
interface RefundScript {
  readonly start: RefundStatus;
  /** The states that follow by themselves, one every 300 ms. */
  readonly later: readonly RefundStatus[];
  readonly mishap: Mishap | null;
  /** Refused outright: a 400, and no refund is made. */
  readonly refused: boolean;
}

const USUAL: RefundScript = { start: "pending", later: ["processing", "processed"], mishap: null, refused: false };

const OUTCOMES: Readonly<Record<Quirks["refund_outcome"], RefundScript>> = {
  processed: USUAL,
  failed: { ...USUAL, later: ["processing", "failed"] },
  attention: { ...USUAL, later: ["processing", "needs-attention"] },
  stuck: { ...USUAL, later: [] },
  instant: { ...USUAL, start: "processed", later: [] },
};

const SCRIPTS = new Map<string, RefundScript>([
  ["fail", OUTCOMES.failed],
  ["attention", OUTCOMES.attention],
  ["stuck", OUTCOMES.stuck],
  ["instant", OUTCOMES.instant],
  ["slow", { ...USUAL, mishap: "slow" }],
  ["error", { ...USUAL, mishap: "error" }],
  ["lost", { ...USUAL, mishap: "lost" }],
  ["refuse", { ...USUAL, refused: true }],
]);

/** The script of a refund: its whole customer_note must be the magic word, else the quirk decides. */
export function refundScript(customerNote: string | null, quirks: Quirks): RefundScript {
  return SCRIPTS.get((customerNote ?? "").trim().toLowerCase()) ?? OUTCOMES[quirks.refund_outcome];
}
