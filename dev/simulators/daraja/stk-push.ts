import { randomUUID } from "node:crypto";
import type { JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { DarajaBank } from "./bank.ts";
import { doorScript } from "./door-script.ts";
import { endPrompt } from "./end-prompt.ts";
import {
  pathOf,
  readCallbackUrl,
  readDigits,
  readPhone,
  readPromptText,
  readShillings,
  readShortCode,
  refuseField,
  textOf,
} from "./fields.ts";
import type { Change, Prompt } from "./model.ts";
import { ATTENDED, paceMs, promptScript } from "./prompt-script.ts";
import { checkPassword } from "./stk-password.ts";
import type { DarajaView } from "./view.ts";
import { fromEatDigits, newMerchantRequestId, toCheckoutRequestId } from "./wire.ts";

const MAX_SHILLINGS = 250_000;
/** Documented; longer ones are taken all the same. */
const DOCUMENTED_REFERENCE_LENGTH = 12;
const DOCUMENTED_DESCRIPTION_LENGTH = 13;
const MAX_TEXT_LENGTH = 500;
/** A longer prompt cannot be sent: result 1025. */
const MAX_PROMPT_LENGTH = 182;
const SAME_AMOUNT_WINDOW_MS = 120_000;
const LOCKED = "Unable to lock subscriber, a transaction is already in process for the current subscriber";

/** `POST /mpesa/stkpush/v1/processrequest`: checks everything, then has the phone prompted. Nothing is idempotent. */
export async function pushPrompt(input: JsonObject, bank: DarajaBank): Promise<Reply> {
  const prompt = readPrompt(input, bank);
  if (bank.ledger.openPrompt(prompt.phone) !== undefined) throw new Refusal(500, "500.001.1001", LOCKED);
  const door = doorScript(prompt.phone);
  if (!door.taken) return door.reply({ status: 200, body: {} });
  const [end] = prompt.script.ends;
  const first = prompt.script.callback === "first" && end !== undefined;
  const changes = first ? endPrompt(prompt, end.code, bank) : openPrompt(prompt, bank);
  const posted = first ? bank.untilPosted(changes) : undefined;
  bank.commit(changes);
  await posted;
  return door.reply({
    status: 200,
    body: {
      MerchantRequestID: prompt.merchant_request_id,
      CheckoutRequestID: prompt.id,
      ResponseCode: "0",
      ResponseDescription: "Success. Request accepted for processing",
      CustomerMessage: "Success. Request accepted for processing",
    },
  });
}

function openPrompt(prompt: Prompt, view: DarajaView): Change[] {
  const ends = prompt.script.ends.map((end, index): Change => {
    const from = index === 0 ? "open" : "failed";
    const at = view.clock() + paceMs(end.after, view.settings());
    return {
      put: "step",
      value: { id: randomUUID(), at, task: { kind: "end", prompt: prompt.id, from, code: end.code } },
    };
  });
  return [{ put: "prompt", value: prompt }, ...ends];
}

function readPrompt(input: JsonObject, view: DarajaView): Prompt {
  const shortCode = readDigits(input, "BusinessShortCode", /^\d{5,6}$/);
  const timestamp = readDigits(input, "Timestamp", /^\d{14}$/);
  const type = textOf(input, "TransactionType");
  if (type !== "CustomerPayBillOnline" && type !== "CustomerBuyGoodsOnline") throw refuseField("TransactionType");
  const amount = readShillings(input, "Amount");
  if (amount < 1 || amount > MAX_SHILLINGS) throw refuseField("Amount");
  const payer = readPhone(input, "PartyA");
  const partyB = readShortCode(input, "PartyB");
  const phone = readPhone(input, "PhoneNumber");
  const callbackUrl = readCallbackUrl(input, "CallBackURL");
  const reference = readPromptText(input, "AccountReference", MAX_TEXT_LENGTH);
  const description = readPromptText(input, "TransactionDesc", MAX_TEXT_LENGTH, "Remarks");
  checkPassword(input, shortCode, timestamp, view);
  const now = view.clock();
  const order = { phone, amount, account_reference: reference, short_code: shortCode };
  const code = refusedLater({ ...order, type, partyB }, view);
  return {
    ...order,
    id: freeCheckoutRequestId(phone, view),
    merchant_request_id: newMerchantRequestId(),
    description,
    callback_url: callbackUrl,
    path: pathOf(callbackUrl),
    timestamp_offset_s: Math.round((fromEatDigits(timestamp) - now) / 1000),
    notes: [
      ...(reference.length > DOCUMENTED_REFERENCE_LENGTH ? ["AccountReference has more than 12 characters"] : []),
      ...(description.length > DOCUMENTED_DESCRIPTION_LENGTH ? ["TransactionDesc has more than 13 characters"] : []),
      ...(payer === phone ? [] : ["PartyA is not PhoneNumber"]),
    ],
    created: now,
    state: "open",
    result_code: null,
    receipt: null,
    script: code === null ? promptScript(phone) : { ...ATTENDED, ends: [{ after: "soon", code }] },
  };
}

/** What M-Pesa itself finds wrong, after the request was accepted: the result code, or null. */
function refusedLater(
  order: Pick<Prompt, "phone" | "amount" | "account_reference" | "short_code"> & { type: string; partyB: string },
  view: DarajaView,
): string | null {
  const { phone, amount, account_reference: reference } = order;
  const paybill = view.merchant.shortcodeType === "paybill";
  const fits = paybill ? order.partyB === order.short_code : true;
  if (!fits || order.type !== (paybill ? "CustomerPayBillOnline" : "CustomerBuyGoodsOnline")) return "2028";
  const text = `Do you want to pay KES ${amount}.00 to ${order.partyB} account no. ${reference}?`;
  if (text.length > MAX_PROMPT_LENGTH) return "1025";
  const since = view.clock() - SAME_AMOUNT_WINDOW_MS;
  const repeated = (): boolean =>
    [...view.ledger.transactions.values()].some(
      (past) => past.kind === "stk" && past.phone === phone && past.amount === amount && past.at > since,
    );
  return view.settings().same_amount_rule && repeated() ? "17" : null;
}

/** The id has no random part, so two prompts of one phone in one millisecond would share it. */
function freeCheckoutRequestId(phone: string, view: DarajaView): string {
  for (let at = view.clock(); ; at += 1) {
    const id = toCheckoutRequestId(phone, at);
    if (!view.ledger.prompts.has(id)) return id;
  }
}
