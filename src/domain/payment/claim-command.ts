import { type Change, compact, paymentChange } from "../change.ts";
import { isLeased, openAttempt, retryAfterSeconds, unknownBackoffMs } from "../pursuit.ts";
import { lapseAttempt } from "./claim-look.ts";
import { findOpenCommand } from "./open-command.ts";
import type { CommandTerms, PaymentCommand } from "./payment-command.ts";
import type { Transaction } from "./transaction.ts";

/** What came of asking for the permission to capture or void. */
export type CommandClaim =
  | { readonly kind: "granted"; readonly command: PaymentCommand }
  | { readonly kind: "known"; readonly command: PaymentCommand }
  | { readonly kind: "reused" }
  | { readonly kind: "busy"; readonly retryAfterSeconds: number }
  | { readonly kind: "not_authorized" }
  | { readonly kind: "exceeds_authorized" };

/** A payment remembers so many of its commands: one takes effect, the others were refused. */
const MAX_COMMANDS = 10;

/**
 * Asks for the permission to capture or void. One command at a time: while the outcome of one is open, another could
 * take money that the first has just released.
 */
export function claimCommand(
  transaction: Transaction,
  terms: CommandTerms,
  owner: string,
  now: number,
): [Change, CommandClaim] {
  const unchanged = paymentChange(transaction);
  const known = transaction.commands.find(({ id }) => id === terms.id);
  if (known !== undefined) {
    return [
      unchanged,
      known.fingerprint === terms.fingerprint ? { kind: "known", command: known } : { kind: "reused" },
    ];
  }
  if (transaction.status !== "authorized") return [unchanged, { kind: "not_authorized" }];
  if (isLeased(transaction.pursuit, now)) {
    return [unchanged, { kind: "busy", retryAfterSeconds: retryAfterSeconds(transaction.pursuit, now) }];
  }
  const lapsed = lapseAttempt(transaction, now);
  if (findOpenCommand(transaction) !== null) {
    const seconds = Math.ceil(unknownBackoffMs(transaction.pursuit.looks, transaction.timings) / 1000);
    return [lapsed, { kind: "busy", retryAfterSeconds: seconds }];
  }
  const amountMinor = terms.amountMinor ?? transaction.amountMinor;
  if (amountMinor > transaction.amountMinor) return [unchanged, { kind: "exceeds_authorized" }];
  const kind = terms.kind === "capture" ? "capture" : "cancel";
  const pursuit = { ...openAttempt(lapsed.transaction.pursuit, kind, now, transaction.timings), looks: 0 };
  const command: PaymentCommand = {
    ...terms,
    amountMinor,
    owner,
    attemptNumber: pursuit.attempts,
    requestedAt: now,
    refusal: null,
  };
  const commands = [...transaction.commands, command].slice(-MAX_COMMANDS);
  const data = compact({ command_id: command.id, amount_minor: terms.kind === "capture" ? amountMinor : null });
  const entry = { type: `payment.${terms.kind}_requested`, data };
  const claimed = paymentChange({ ...lapsed.transaction, pursuit, commands, updatedAt: now }, [entry]);
  return [
    { ...claimed, audit: [...lapsed.audit, ...claimed.audit] },
    { kind: "granted", command },
  ];
}
