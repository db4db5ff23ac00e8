import { findSubject } from "./find-subject.ts";
import type { Operation, Transaction } from "./model.ts";
import type { DarajaView } from "./view.ts";
import { money, toEatDigits, toEatText } from "./wire.ts";

/** One entry of `ResultParameter`; some have no value. */
export interface ResultItem {
  readonly Key: string;
  readonly Value?: unknown;
}

const WORKING_ACCOUNT = 700_000;
const PAYOUT_FEE = 22.4;
const STATE_WORDS = { pending: "Pending", done: "Completed", failed: "Failed" };

/** What a successful result carries, by the kind of operation. */
export function resultItems(operation: Operation, receipt: string, view: DarajaView): ResultItem[] {
  switch (operation.kind) {
    case "b2c":
      return payoutItems(operation, receipt, view);
    case "reversal":
      return reversalItems(operation, view);
    case "status":
      return statusItems(operation, view);
    case "balance":
      return [
        {
          Key: "AccountBalance",
          Value: `Working Account|KES|${accountFields(WORKING_ACCOUNT)}&Utility Account|KES|${accountFields(view.ledger.balance())}`,
        },
        { Key: "BOCompletedTime", Value: Number(toEatDigits(view.clock())) },
      ];
  }
}

function payoutItems(operation: Operation, receipt: string, view: DarajaView): ResultItem[] {
  return [
    { Key: "TransactionAmount", Value: operation.amount },
    { Key: "TransactionReceipt", Value: receipt },
    { Key: "ReceiverPartyPublicName", Value: `${operation.phone} - JANE DOE` },
    { Key: "TransactionCompletedDateTime", Value: toEatText(view.clock()) },
    { Key: "B2CUtilityAccountAvailableFunds", Value: money(view.ledger.balance() - (operation.amount ?? 0)) },
    { Key: "B2CWorkingAccountAvailableFunds", Value: money(WORKING_ACCOUNT) },
    { Key: "B2CRecipientIsRegisteredCustomer", Value: "Y" },
    { Key: "B2CChargesPaidAccountAvailableFunds", Value: money(-PAYOUT_FEE) },
  ];
}

function reversalItems(operation: Operation, view: DarajaView): ResultItem[] {
  const left = view.ledger.balance() - (operation.amount ?? 0);
  return [
    { Key: "DebitAccountBalance", Value: `Utility Account|KES|${accountFields(left)}` },
    { Key: "Amount", Value: operation.amount },
    { Key: "TransCompletedTime", Value: Number(toEatDigits(view.clock())) },
    { Key: "OriginalTransactionID", Value: operation.subject },
    { Key: "Charge", Value: 0 },
    { Key: "CreditPartyPublicName", Value: `${operation.phone} - JANE DOE` },
    { Key: "DebitPartyPublicName", Value: `${operation.short_code} - DEMO SHOP` },
  ];
}

function statusItems(query: Operation, view: DarajaView): ResultItem[] {
  const found = findSubject(query, view);
  // A lie of a fault rule aside, only a query that found something gets here.
  if (found === null) return [];
  const facts = "direction" in found ? ofTransaction(found, view) : ofOperation(found);
  const shop = `${found.short_code} - DEMO SHOP`;
  const customer = `${found.phone} - JANE DOE`;
  const [from, to] = facts.credit ? [shop, customer] : [customer, shop];
  const spaced = view.settings().status_keys === "spaced";
  return [
    { Key: "DebitPartyName", Value: from },
    { Key: "DebitPartyName", Value: from },
    { Key: "CreditPartyName", Value: to },
    { Key: spaced ? "Originator Conversation ID" : "OriginatorConversationID", Value: facts.originatorId },
    { Key: "InitiatedTime", Value: Number(toEatDigits(facts.at)) },
    { Key: "DebitAccountType", Value: facts.credit ? "Utility Account" : "MMF Account For Customer" },
    {
      Key: "DebitPartyCharges",
      ...(facts.credit ? { Value: `Fee For B2C Payment|KES|${PAYOUT_FEE.toFixed(2)}` } : {}),
    },
    { Key: "TransactionReason" },
    { Key: "ReasonType", Value: facts.credit ? "Business Payment to Customer via API" : "Pay Bill Online" },
    { Key: "TransactionStatus", Value: facts.status },
    { Key: "FinalisedTime", Value: Number(toEatDigits(facts.at)) },
    { Key: "Amount", Value: money(found.amount ?? 0) },
    { Key: spaced ? "Conversation ID" : "ConversationID", Value: facts.conversationId },
    { Key: "ReceiptNo", ...(facts.receipt === null ? {} : { Value: facts.receipt }) },
  ];
}

interface StatusFacts {
  readonly credit: boolean;
  readonly originatorId: string;
  readonly conversationId: string;
  readonly at: number;
  readonly status: string;
  readonly receipt: string | null;
}

/** A reversed payment stays completed: its reversal is a transaction of its own. */
function ofTransaction(found: Transaction, view: DarajaView): StatusFacts {
  const operation = view.ledger.operations.get(found.source ?? "");
  return {
    credit: found.direction === "credit",
    originatorId: operation?.originator_conversation_id ?? "",
    conversationId: operation?.id ?? "",
    at: found.at,
    status: "Completed",
    receipt: found.receipt,
  };
}

function ofOperation(found: Operation): StatusFacts {
  return {
    credit: true,
    originatorId: found.originator_conversation_id,
    conversationId: found.id,
    at: found.created,
    status: STATE_WORDS[found.state],
    receipt: found.receipt,
  };
}

function accountFields(shillings: number): string {
  const amount = shillings.toFixed(2);
  return `${amount}|${amount}|0.00|0.00`;
}
