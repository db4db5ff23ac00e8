import { createLogger } from "../../lib/logger.ts";
import type { Gateway } from "../gateway.ts";
import { checkMerchants, fillRegister } from "./check-merchants.ts";
import type { CheckPosition } from "./check-position.ts";
import { checkShard } from "./check-shard.ts";
import type { CheckStep } from "./check-step.ts";
import { checkStrays } from "./check-strays.ts";
import type { RepairOptions } from "./repair-differences.ts";

/** Records that one request looks at, and the steps it takes to find so many: a second or two of work. */
const ENOUGH_RECORDS = 20;
const MAX_STEPS = 8;

/**
 * Holds a stretch of what objects keep against Postgres, from a position on, and repairs what it may. Objects are the
 * truth. Bounded: the caller goes on from where it ends, and may do so any time.
 */
export async function checkDatabase(
  gateway: Gateway,
  position: CheckPosition,
  options: RepairOptions,
): Promise<CheckStep> {
  let done: CheckStep = { checked: 0, pending: 0, findings: [], next: position };
  for (let step = 0; step < MAX_STEPS && done.checked < ENOUGH_RECORDS && done.next !== null; step += 1) {
    const taken = await takeStep(gateway, done.next, options);
    done = {
      checked: done.checked + taken.checked,
      pending: done.pending + taken.pending,
      findings: [...done.findings, ...taken.findings],
      next: taken.next,
    };
  }
  const unrepaired = done.findings.filter(({ repaired }) => !repaired).length;
  if (unrepaired > 0) createLogger().error("database.differs", { rows: unrepaired });
  return done;
}

function takeStep(gateway: Gateway, position: CheckPosition, options: RepairOptions): Promise<CheckStep> {
  switch (position.part) {
    case "register":
      return fillRegister(gateway, position.offset);
    case "strays":
      return checkStrays(gateway, options);
    case "merchants":
      return checkMerchants(gateway, position.after, options);
    default:
      return checkShard(gateway, position, options);
  }
}
