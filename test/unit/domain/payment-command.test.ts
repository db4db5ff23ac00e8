import { describe, expect, it } from "vitest";
import { deriveChildId } from "../../../src/domain/identifiers.ts";
import type { MinorUnits } from "../../../src/domain/money.ts";
import type { PaymentOutcome } from "../../../src/domain/outcome.ts";
import { claimCancel } from "../../../src/domain/payment/claim-cancel.ts";
import { claimCommand } from "../../../src/domain/payment/claim-command.ts";
import { claimLook } from "../../../src/domain/payment/claim-look.ts";
import { commandState, findOpenCommand, nextCommandKind } from "../../../src/domain/payment/open-command.ts";
import type { CommandKind, CommandTerms } from "../../../src/domain/payment/payment-command.ts";
import { settlePayment } from "../../../src/domain/payment/settle-payment.ts";
import { TRANSACTION_STATUSES } from "../../../src/domain/payment/state-machine.ts";
import type { Transaction } from "../../../src/domain/payment/transaction.ts";
import { DAY, HOUR, inState, MINUTE, report, SECOND, T0, TIMINGS, terms } from "./support/builders.ts";

const NOW = T0 + HOUR;

function ask(kind: CommandKind = "capture", amount: number | null = null, key = "key-1"): CommandTerms {
  const id = deriveChildId(terms().id, kind, key);
  return { id, kind, fingerprint: `${kind}-${amount}`, amountMinor: amount as MinorUnits | null };
}

function authorized(changes: Partial<Transaction> = {}): Transaction {
  return inState("authorized", { capture: "manual", ...changes });
}

/** The payment after a command was granted. */
function asked(command = ask(), now = NOW): Transaction {
  const [change, claim] = claimCommand(authorized(), command, "owner", now);
  expect(claim.kind).toBe("granted");
  return change.transaction;
}

function heard(transaction: Transaction, outcome: PaymentOutcome, now = NOW + SECOND): Transaction {
  return settlePayment(transaction, transaction.pursuit.attempts, outcome, now).transaction;
}

const told = (status: Parameters<typeof report>[0], changes = {}): PaymentOutcome => ({
  ...report(status, changes),
  exchange: null,
});
const SILENCE: PaymentOutcome = { kind: "unknown", reason: "timeout", exchange: null };

describe("asking to capture or void", () => {
  it("is granted to an authorized payment, and written down before it is used", () => {
    const [change, claim] = claimCommand(authorized(), ask("capture", 60_000), "owner", NOW);
    expect(claim).toMatchObject({ kind: "granted", command: { amountMinor: 60_000, refusal: null, requestedAt: NOW } });
    expect(change.audit.map(({ type }) => type)).toEqual(["payment.capture_requested"]);
    expect(change.transaction.pursuit.attempt).toMatchObject({ kind: "capture", startedAt: NOW });
    expect(change.transaction.pursuit.dueAt).toBeGreaterThan(NOW);
  });

  it.each(TRANSACTION_STATUSES.filter((status) => status !== "authorized"))("is refused to what is %s", (status) => {
    expect(claimCommand(inState(status), ask(), "owner", NOW)[1].kind).toBe("not_authorized");
  });

  it("is refused beyond what is authorized", () => {
    expect(claimCommand(authorized(), ask("capture", 100_001), "owner", NOW)[1].kind).toBe("exceeds_authorized");
    expect(claimCommand(authorized(), ask("capture", 100_000), "owner", NOW)[1].kind).toBe("granted");
  });

  it("knows its repeat, and another request with its key", () => {
    const payment = asked(ask("capture", 60_000));
    expect(claimCommand(payment, ask("capture", 60_000), "owner", NOW)[1].kind).toBe("known");
    expect(claimCommand(payment, ask("capture", 50_000), "owner", NOW)[1].kind).toBe("reused");
  });

  it("waits for one that is under way, and for one whose outcome is open", () => {
    const open = asked();
    const unknown = heard(open, SILENCE);
    for (const [payment, now] of [
      [open, NOW],
      [unknown, NOW + 2 * SECOND],
      [open, NOW + MINUTE],
    ] as const) {
      for (const other of [ask("void"), ask("capture", null, "key-2")]) {
        expect(claimCommand(payment, other, "owner", now)[1]).toMatchObject({ kind: "busy" });
      }
      expect(claimCancel(payment, now)[1]).toMatchObject({ granted: false, why: "busy" });
    }
  });
});

describe("the outcome of a capture or void", () => {
  it("that took the money ends the payment, with what was taken", () => {
    const whole = heard(asked(), told("completed", { capturedMinor: 100_000 }));
    expect(whole).toMatchObject({ status: "completed", capturedMinor: null });
    const part = heard(asked(ask("capture", 60_000)), told("completed", { capturedMinor: 60_000 }));
    expect(part).toMatchObject({ status: "completed", capturedMinor: 60_000 });
    expect(commandState(part, part.commands[0] ?? never())).toBe("done");
  });

  it("that released it cancels the payment", () => {
    const voided = heard(asked(ask("void")), told("cancelled"));
    expect([voided.status, commandState(voided, voided.commands[0] ?? never())]).toEqual(["cancelled", "done"]);
  });

  it("that left it authorized is a refusal, with a reason, and another may follow", () => {
    const failure = { code: "amount_too_small", message: "Too small." };
    for (const [outcome, code] of [
      [told("authorized", { failure }), "amount_too_small"],
      [told("authorized"), "capture_refused"],
    ] as const) {
      const payment = heard(asked(), outcome);
      expect(payment).toMatchObject({ status: "authorized", commands: [{ refusal: { code } }] });
      expect(commandState(payment, payment.commands[0] ?? never())).toBe("refused");
      expect(findOpenCommand(payment)).toBeNull();
      expect(claimCommand(payment, ask("capture", null, "key-2"), "owner", NOW + MINUTE)[1].kind).toBe("granted");
    }
  });

  it("that is another end than was asked for says so", () => {
    const expired = heard(asked(), told("cancelled"));
    expect(commandState(expired, expired.commands[0] ?? never())).toBe("ended");
    const taken = heard(asked(ask("void")), told("completed"));
    expect(commandState(taken, taken.commands[0] ?? never())).toBe("ended");
  });

  it("that nobody knows is put again, under the same command, while the provider's key lives", () => {
    for (const [kind, attempt] of [
      ["capture", "capture"],
      ["void", "cancel"],
    ] as const) {
      const unknown = heard(asked(ask(kind)), SILENCE);
      expect(unknown.status).toBe("authorized");
      const dueAt = unknown.pursuit.dueAt ?? never();
      const [again, claim] = claimLook(unknown, "timer", dueAt);
      expect(claim).toMatchObject({ granted: true, kind: attempt });
      expect(findOpenCommand(again.transaction)?.id).toBe(ask(kind).id);
      expect(nextCommandKind(unknown.commands[0] ?? never(), NOW + DAY, TIMINGS)).toBe("look");
    }
  });

  it("is not told by a mere look while the command may still be put again; afterwards it is", () => {
    const unknown = heard(asked(), SILENCE);
    const look = (now: number): Transaction => {
      const attempt = {
        number: 9,
        kind: "look",
        owner: "",
        startedAt: now,
        sendBefore: now,
        endsAt: now + SECOND,
      } as const;
      const looking = { ...unknown, pursuit: { ...unknown.pursuit, attempts: 9, attempt } };
      return heard(looking, told("authorized"), now);
    };
    expect(findOpenCommand(look(NOW + HOUR))).not.toBeNull();
    expect(look(NOW + DAY + HOUR).commands).toMatchObject([{ refusal: { code: "capture_refused" } }]);
  });

  it("of an attempt that is over counts if it took the money", () => {
    const late = settlePayment(heard(asked(), SILENCE), 2, told("completed"), NOW + DAY).transaction;
    expect(late.status).toBe("completed");
  });
});

function never(): never {
  throw new Error("it must be there");
}

describe("a capture of a part that the provider reports without saying how much", () => {
  it("counts as the part that was asked for, so that no more than that can be refunded", () => {
    const captured = heard(asked(ask("capture", 60_000)), told("completed", { capturedMinor: null }));
    expect(captured).toMatchObject({ status: "completed", capturedMinor: 60_000 });
  });

  it("counts as what the provider says, where it says so", () => {
    const captured = heard(asked(ask("capture", 60_000)), told("completed", { capturedMinor: 50_000 }));
    expect(captured.capturedMinor).toBe(50_000);
  });
});
