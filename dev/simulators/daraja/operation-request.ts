import { randomUUID } from "node:crypto";
import type { JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import type { Reply } from "../support/reply.ts";
import type { DarajaBank } from "./bank.ts";
import { type DoorScript, doorScript, reversalDoorScript } from "./door-script.ts";
import {
  pathOf,
  readCallbackUrl,
  readDigits,
  readPhone,
  readShillings,
  readShortCode,
  readText,
  refuseField,
  textOf,
} from "./fields.ts";
import type { Change, Operation } from "./model.ts";
import { PLAIN_OPERATION, payoutScript, reversalScript } from "./operation-script.ts";
import { performOperation } from "./perform-operation.ts";
import type { DarajaView } from "./view.ts";
import { newConversationId, newMerchantRequestId } from "./wire.ts";

type Request = Pick<Operation, "kind" | "phone" | "amount" | "subject" | "short_code" | "script"> & {
  readonly originatorId: string;
  readonly initiator: string;
  readonly door: DoorScript;
};

const PAYOUT_COMMANDS = ["BusinessPayment", "SalaryPayment", "PromotionPayment"];
const REMARKS_LENGTH = [2, 100] as const;
const OCCASION_LENGTH = [0, 100] as const;
const MAX_ID_LENGTH = 100;
/** Short codes of the sandbox's own payout partners. */
const SANDBOX_SHORT_CODE = /^600\d{3}$/;
const PLAIN_DOOR: DoorScript = { taken: true, reply: (answer) => answer };

/** `POST /mpesa/b2c/v3|v1/paymentrequest`; only v3 has an id of the caller's, which is good for one payout. */
export function requestPayout(input: JsonObject, version: "v1" | "v3", bank: DarajaBank): Promise<Reply> {
  const originatorId = version === "v3" ? readId(input, "OriginatorConversationID") : newMerchantRequestId();
  if (!PAYOUT_COMMANDS.includes(textOf(input, "CommandID"))) throw refuseField("CommandID");
  const amount = readShillings(input, "Amount");
  const shortCode = readShortCode(input, "PartyA");
  const phone = readPhone(input, "PartyB");
  readText(input, version === "v3" ? "Occassion" : "Occasion", OCCASION_LENGTH);
  const request: Request = {
    kind: "b2c",
    phone,
    amount,
    subject: null,
    short_code: shortCode,
    script: payoutScript(phone),
    originatorId,
    initiator: "InitiatorName",
    door: doorScript(phone),
  };
  return accept(request, input, bank);
}

/** `POST /mpesa/reversal/v1/request`: of a whole debit, by its receipt. */
export function requestReversal(input: JsonObject, bank: DarajaBank): Promise<Reply> {
  if (textOf(input, "CommandID") !== "TransactionReversal") throw refuseField("CommandID");
  const receipt = readDigits(input, "TransactionID", /^[A-Z0-9]{10}$/);
  const amount = readShillings(input, "Amount");
  if (textOf(input, "RecieverIdentifierType") !== "11") throw refuseField("RecieverIdentifierType");
  const phone = bank.ledger.transactions.get(receipt)?.phone;
  const request: Request = {
    kind: "reversal",
    phone: phone ?? null,
    amount,
    subject: receipt,
    short_code: readShortCode(input, "ReceiverParty"),
    script: reversalScript(phone),
    originatorId: newMerchantRequestId(),
    initiator: "Initiator",
    door: reversalDoorScript(phone),
  };
  return accept(request, input, bank);
}

/** `POST /mpesa/transactionstatus/v1/query` and `/mpesa/accountbalance/v1/query`: questions answered by callback. */
export function requestLookUp(input: JsonObject, kind: "status" | "balance", bank: DarajaBank): Promise<Reply> {
  if (textOf(input, "CommandID") !== (kind === "status" ? "TransactionStatusQuery" : "AccountBalance")) {
    throw refuseField("CommandID");
  }
  if (textOf(input, "IdentifierType") !== "4") throw refuseField("IdentifierType");
  const request: Request = {
    kind,
    phone: null,
    amount: null,
    subject: kind === "status" ? readSubject(input) : null,
    short_code: readShortCode(input, "PartyA"),
    script: PLAIN_OPERATION,
    originatorId: newMerchantRequestId(),
    initiator: "Initiator",
    door: PLAIN_DOOR,
  };
  return accept(request, input, bank);
}

/** Refuses a short code that is neither the merchant's nor one of the sandbox's. */
export function checkOwnShortCode(shortCode: string, view: DarajaView): void {
  if (shortCode === view.merchant.shortcode || SANDBOX_SHORT_CODE.test(shortCode)) return;
  throw new Refusal(400, "400.003.02", "Kindly use your own ShortCode");
}

/** What every such request has in common; credentials are only checked later, by M-Pesa. */
async function accept(request: Request, input: JsonObject, bank: DarajaBank): Promise<Reply> {
  readText(input, "Remarks", REMARKS_LENGTH);
  const { originatorId, initiator, door, ...known } = request;
  const { initiatorName, securityCredential } = bank.merchant;
  const resultUrl = readCallbackUrl(input, "ResultURL");
  const operation: Operation = {
    ...known,
    id: newConversationId(bank.clock()),
    originator_conversation_id: originatorId,
    result_url: resultUrl,
    timeout_url: readCallbackUrl(input, "QueueTimeOutURL"),
    path: pathOf(resultUrl),
    trusted: textOf(input, initiator) === initiatorName && textOf(input, "SecurityCredential") === securityCredential,
    created: bank.clock(),
    state: "pending",
    result_code: null,
    receipt: null,
  };
  checkOwnShortCode(operation.short_code, bank);
  if (bank.ledger.findOperation(originatorId) !== undefined) {
    throw new Refusal(500, "500.002.1001", "Duplicate OriginatorConversationID.");
  }
  if (!door.taken) return door.reply({ status: 200, body: {} });
  const first = operation.script.result === "first";
  const changes = first ? performOperation(operation, bank) : queue(operation, bank);
  const posted = first ? bank.untilPosted(changes) : undefined;
  bank.commit(changes);
  await posted;
  return door.reply({
    status: 200,
    body: {
      ConversationID: operation.id,
      OriginatorConversationID: originatorId,
      ResponseCode: "0",
      ResponseDescription: "Accept the service request successfully.",
    },
  });
}

function queue(operation: Operation, view: DarajaView): Change[] {
  const at = view.clock() + view.settings().prompt_ms;
  const task = { kind: "perform", operation: operation.id } as const;
  return [
    { put: "operation", value: operation },
    { put: "step", value: { id: randomUUID(), at, task } },
  ];
}

function readSubject(input: JsonObject): string {
  const receipt = textOf(input, "TransactionID");
  if (receipt !== "") return readDigits(input, "TransactionID", /^[A-Z0-9]{10}$/);
  const name = textOf(input, "OriginalConversationID") === "" ? "OriginatorConversationID" : "OriginalConversationID";
  const id = textOf(input, name);
  // Neither of the two is what Daraja calls a wrong receipt.
  if (id === "" || id.length > MAX_ID_LENGTH) throw refuseField("TransactionID");
  return id;
}

function readId(input: JsonObject, name: string): string {
  const id = textOf(input, name);
  if (id === "" || id.length > MAX_ID_LENGTH) throw refuseField(name);
  return id;
}
