import { type LedgerFile, openLedgerFile } from "../support/ledger-file.ts";
import type { Callback, Change, Operation, Prompt, Registration, Step, Token, Transaction } from "./model.ts";

/** All that M-Pesa knows. Only `commit` changes it, so that what is in memory is what is in the file. */
export interface DarajaLedger {
  readonly prompts: ReadonlyMap<string, Prompt>;
  /** By receipt. */
  readonly transactions: ReadonlyMap<string, Transaction>;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly callbacks: ReadonlyMap<string, Callback>;
  /** By short code. */
  readonly registrations: ReadonlyMap<string, Registration>;
  readonly steps: ReadonlyMap<string, Step>;
  token(): Token | undefined;
  /** What the merchant's utility account holds, in shillings. */
  balance(): number;
  openPrompt(phone: string): Prompt | undefined;
  /** By ConversationID or OriginatorConversationID. */
  findOperation(conversationId: string): Operation | undefined;
  /** Writes the changes to the file as one line, then applies them: a crash leaves all of them or none. */
  commit(changes: readonly Change[]): void;
  reset(): void;
  close(): void;
}

/** Enough for a test's payouts, and little enough to be used up: four of the largest do. */
const OPENING_BALANCE = 1_000_000;

/** Opens the ledger: from its file, or in memory alone when there is none. */
export function openDarajaLedger(stateFile: string | undefined): DarajaLedger {
  const prompts = new Map<string, Prompt>();
  const transactions = new Map<string, Transaction>();
  const operations = new Map<string, Operation>();
  const callbacks = new Map<string, Callback>();
  const registrations = new Map<string, Registration>();
  const steps = new Map<string, Step>();
  const openByPhone = new Map<string, string>();
  const byOriginator = new Map<string, string>();
  let token: Token | undefined;
  let balance = OPENING_BALANCE;

  const apply = (change: Change): void => {
    switch (change.put) {
      case "prompt":
        prompts.set(change.value.id, change.value);
        if (change.value.state === "open") openByPhone.set(change.value.phone, change.value.id);
        else if (openByPhone.get(change.value.phone) === change.value.id) openByPhone.delete(change.value.phone);
        break;
      case "transaction":
        transactions.set(change.value.receipt, change.value);
        balance += change.value.direction === "debit" ? change.value.amount : -change.value.amount;
        break;
      case "operation":
        operations.set(change.value.id, change.value);
        byOriginator.set(change.value.originator_conversation_id, change.value.id);
        break;
      case "callback":
        callbacks.set(change.value.id, change.value);
        break;
      case "registration":
        registrations.set(change.value.short_code, change.value);
        break;
      case "token":
        token = change.value;
        break;
      case "step":
        steps.set(change.value.id, change.value);
        break;
      case "step_done":
        steps.delete(change.id);
        break;
    }
  };

  const file: LedgerFile | undefined = stateFile === undefined ? undefined : openLedgerFile(stateFile);
  // Every line was written by `commit` below, so its type is known.
  for (const changes of (file?.lines ?? []) as readonly (readonly Change[])[]) changes.forEach(apply);

  return {
    prompts,
    transactions,
    operations,
    callbacks,
    registrations,
    steps,
    token: () => token,
    balance: () => balance,
    openPrompt: (phone) => prompts.get(openByPhone.get(phone) ?? ""),
    findOperation: (id) => operations.get(id) ?? operations.get(byOriginator.get(id) ?? ""),
    commit: (changes) => {
      if (changes.length === 0) return;
      file?.append(changes);
      changes.forEach(apply);
    },
    reset: () => {
      file?.truncate();
      token = undefined;
      balance = OPENING_BALANCE;
      for (const map of [prompts, transactions, operations, callbacks, registrations, steps]) map.clear();
      for (const map of [openByPhone, byOriginator]) map.clear();
    },
    close: () => file?.close(),
  };
}
