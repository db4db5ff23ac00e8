import type { Operation } from "./model.ts";
import { describeResult, toWireCode } from "./result-codes.ts";
import { type ResultItem, resultItems } from "./result-items.ts";
import type { DarajaView } from "./view.ts";
import { newReceipt, PLACEHOLDER_RECEIPT, toEatDigits } from "./wire.ts";

/** The `Result` envelope that tells `code`; failures have a placeholder for a receipt, and a list of one no brackets. */
export function renderResult(operation: Operation, code: string, view: DarajaView): Record<string, unknown> {
  const shape = operation.script.shape ?? view.settings().result_shape;
  const form = shape === "strings" ? "string" : "number";
  const succeeded = code === "0";
  const receipt = operation.receipt ?? (succeeded ? newReceipt() : PLACEHOLDER_RECEIPT);
  const queueItem = { Key: "QueueTimeoutURL", Value: operation.timeout_url };
  return {
    Result: {
      ResultType: toWireCode("0", form),
      ResultCode: toWireCode(code, form),
      ResultDesc: describeResult(code, "callback"),
      OriginatorConversationID: operation.originator_conversation_id,
      ConversationID: operation.id,
      TransactionID: receipt,
      ...(succeeded ? toParameters(operation, receipt, view) : {}),
      ...(!succeeded && shape === "single" ? { ResultParameters: { ResultParameter: toCompletedTime(view) } } : {}),
      ReferenceData: { ReferenceItem: shape === "lists" ? [{ Key: "Occasion" }, queueItem] : queueItem },
    },
  };
}

function toCompletedTime(view: DarajaView): ResultItem {
  return { Key: "BOCompletedTime", Value: Number(toEatDigits(view.clock())) };
}

function toParameters(operation: Operation, receipt: string, view: DarajaView): Record<string, unknown> {
  const shape = operation.script.shape ?? view.settings().result_shape;
  const items = resultItems(operation, receipt, view);
  if (shape === "lists") {
    const unknown = { Key: "ProcessingNode", Value: { Region: 2 } };
    return { ResultParameters: { ResultParameter: [unknown, ...items.toReversed()] } };
  }
  if (shape === "strings") {
    const told = items.map(({ Key, Value }) => (Value === undefined ? { Key } : { Key, Value: toPlainText(Value) }));
    return { ResultParameters: { ResultParameter: told } };
  }
  return { ResultParameters: { ResultParameter: items } };
}

function toPlainText(value: unknown): string {
  return String(value).replace(/^\{money:(.*)\}$/, "$1");
}
