import type { Reply } from "../support/reply.ts";
import { toErrorBody } from "./wire.ts";

/** How the answer to a money call goes wrong: whether the call still has its effect, and what is answered. */
export interface DoorScript {
  readonly taken: boolean;
  readonly reply: (answer: Reply) => Reply;
}

/** Past any time-out that a caller would wait in a checkout. */
const SLOW_ANSWER_MS = 7_000;
const HTML = "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>";
const SOAP = {
  Envelope: { Body: { Fault: { faultcode: "soapenv:Server", faultstring: "Policy Falsified" } } },
};
const BUSY = "System is busy. Please try again in few minutes.";
const LOCKED = "Unable to lock subscriber, a transaction is already in process for the current subscriber";

const taken = (reply: (answer: Reply) => Reply): DoorScript => ({ taken: true, reply });
const refused = (status: number, code: string, message: string): DoorScript => ({
  taken: false,
  reply: () => ({ status, body: toErrorBody(code, message) }),
});
const cut = (answer: Reply): Reply => ({ ...answer, cut: true });
const html = (): Reply => ({ status: 503, text: HTML, headers: { "content-type": "text/html" } });
const lost = taken(cut);

const PUSHES_AND_PAYOUTS: Readonly<Record<string, DoorScript>> = {
  "031": lost,
  "032": lost,
  "033": lost,
  "034": { taken: false, reply: cut },
  "040": refused(500, "500.003.02", BUSY),
  "041": refused(500, "500.003.02", "Error Occurred: Spike Arrest Violation"),
  "042": { taken: false, reply: () => ({ status: 429, text: "" }) },
  "043": refused(500, "500.001.1001", "Merchant does not exist"),
  "044": refused(500, "500.001.1001", LOCKED),
  "045": taken(() => ({ status: 500, body: toErrorBody("500.003.1001", "Internal Server Error") })),
  "046": refused(500, "500.003.1001", "Internal Server Error"),
  "047": taken(html),
  "048": taken(() => ({ status: 500, body: SOAP })),
  "049": { taken: false, reply: () => ({ status: 503, body: SOAP }) },
  "050": { taken: false, reply: () => ({ status: 400, text: "" }) },
  "051": refused(400, "400.002.02", "Bad Request - Invalid PhoneNumber"),
  "052": taken((answer) => ({ ...answer, holdMs: SLOW_ANSWER_MS })),
  "053": refused(200, "500.003.02", BUSY),
  "054": taken((answer) => ({ ...answer, body: undefined, text: '{"ResponseCode":"0","Conv' })),
  "055": taken((answer) => ({ ...answer, body: { ...Object(answer.body), ResponseCode: "00000000" } })),
  "056": refused(500, "500.003.03", "Quota Violation"),
};

const REVERSALS: Readonly<Record<string, DoorScript>> = {
  "077": lost,
  "078": taken(() => ({ status: 500, body: toErrorBody("500.003.1001", "Internal Server Error") })),
  "080": refused(500, "500.003.02", BUSY),
};

const OPEN: DoorScript = taken((answer) => answer);

/** How the answer to a push or a payout goes, by the customer's phone. */
export function doorScript(phone: string): DoorScript {
  return PUSHES_AND_PAYOUTS[phone.slice(-3)] ?? OPEN;
}

/** How the answer to a reversal goes, by the payer's phone. */
export function reversalDoorScript(phone: string | undefined): DoorScript {
  return REVERSALS[phone?.slice(-3) ?? ""] ?? OPEN;
}
