import { expect, it } from "vitest";
import { deriveChildId } from "../../../src/domain/identifiers.ts";
import { claimCommand } from "../../../src/domain/payment/claim-command.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import { HOUR, inState, report, T0, terms } from "./support/builders.ts";
it("capture of a part that takes all", () => {
  const t = { id: deriveChildId(terms().id, "capture", "k"), kind: "capture", fingerprint: "f", amountMinor: 500 } as any;
  const [c] = claimCommand(inState("authorized", { capture: "manual" }), t, "o", T0 + HOUR);
  const s = settlePayment(c.transaction, c.transaction.pursuit.attempts, { ...report("completed", { capturedMinor: 100_000 }), exchange: null } as any, T0 + HOUR).transaction;
  console.log(s.status, s.capturedMinor, s.review);
  const s2 = settlePayment(c.transaction, c.transaction.pursuit.attempts, { ...report("completed", { capturedMinor: null }), exchange: null } as any, T0 + HOUR).transaction;
  console.log(s2.status, s2.capturedMinor, s2.review);
});
