import type { Prompt } from "./model.ts";
import { describeResult, toWireCode } from "./result-codes.ts";
import type { CallbackShape } from "./settings.ts";
import type { DarajaView } from "./view.ts";
import { money, newReceipt, toEatDigits } from "./wire.ts";

interface Item {
  readonly Name: string;
  readonly Value?: unknown;
}

/** The body of an STK callback that tells `code`; a success that never happened gets a receipt of nowhere. */
export function renderStkCallback(prompt: Prompt, code: string, view: DarajaView): Record<string, unknown> {
  const shape = prompt.script.shape ?? view.settings().callback_shape;
  const metadata = code === "0" ? { CallbackMetadata: { Item: toItems(prompt, shape, view) } } : {};
  return {
    Body: {
      stkCallback: {
        MerchantRequestID: prompt.merchant_request_id,
        CheckoutRequestID: prompt.id,
        ResultCode: toWireCode(code, shape === "strings" ? "string" : "number"),
        ResultDesc: describeResult(code, "callback"),
        ...metadata,
      },
    },
  };
}

/** What a prompt takes from the customer: what was asked, unless its script pays another amount. */
export function paidAmount({ script, amount }: Prompt): number {
  if (!script.underpaid) return amount;
  return amount > 1 ? amount - 1 : amount + 1;
}

function toItems(prompt: Prompt, shape: CallbackShape, view: DarajaView): Item[] {
  const amount = paidAmount(prompt);
  const receipt = prompt.receipt ?? newReceipt();
  const date = toEatDigits(view.clock());
  const { phone } = prompt;
  switch (shape) {
    case "strings":
      return [
        { Name: "Amount", Value: `${amount}.00` },
        { Name: "MpesaReceiptNumber", Value: receipt },
        { Name: "Balance" },
        { Name: "TransactionDate", Value: date },
        { Name: "PhoneNumber", Value: `${phone.slice(0, 4)}*****${phone.slice(-3)}` },
      ];
    case "shuffled":
      return [
        { Name: "PhoneNumber", Value: Number(phone) },
        { Name: "B2CUtilityAccountAvailableFunds" },
        { Name: "TransactionDate", Value: Number(date) },
        { Name: "MpesaReceiptNumber", Value: receipt },
        { Name: "Balance" },
        { Name: "OrganizationTier", Value: { Code: 3 } },
        { Name: "Amount", Value: amount },
      ];
    case "bare":
      return [
        { Name: "Amount", Value: amount },
        { Name: "MpesaReceiptNumber", Value: receipt },
        { Name: "TransactionDate", Value: Number(date) },
        { Name: "PhoneNumber", Value: Number(phone) },
      ];
    case "usual":
      return [
        { Name: "Amount", Value: money(amount) },
        { Name: "MpesaReceiptNumber", Value: receipt },
        { Name: "Balance" },
        { Name: "TransactionDate", Value: Number(date) },
        { Name: "PhoneNumber", Value: Number(phone) },
      ];
  }
}
