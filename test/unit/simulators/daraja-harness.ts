import { createServer, type IncomingHttpHeaders } from "node:http";
import { expect, onTestFinished } from "vitest";
import { type DarajaSimulatorOptions, startDarajaSimulator } from "../../../dev/simulators/daraja/server.ts";
import { eventually, send } from "./cpay-harness.ts";

export const SHORTCODE = "174379";
export const PASSKEY = "test-passkey";
export const CREDENTIAL = "b3BhcXVl";
/** How soon scripted phones act in tests. */
export const PROMPT_MS = 25;
const [KEY, SECRET] = ["consumer-key", "consumer-secret"];
const SETTINGS: DarajaSimulatorOptions = {
  port: 0,
  consumerKey: KEY,
  consumerSecret: SECRET,
  shortcode: SHORTCODE,
  passkey: PASSKEY,
  initiatorName: "testapi",
  securityCredential: CREDENTIAL,
  promptMs: PROMPT_MS,
};

type Members = Record<string, unknown>;

/** What tests read of Daraja's JSON; members that a body does not have are undefined. */
export interface Body {
  readonly access_token: string;
  readonly expires_in: string | number;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly ResponseCode: string;
  readonly CheckoutRequestID: string;
  readonly ConversationID: string;
  readonly OriginatorConversationID: string;
  readonly ResultCode: string | number;
  readonly state: string;
  readonly receipt: string;
  readonly validation: string;
  readonly sent: unknown;
  readonly answer: { readonly status: number; readonly body: string } | null;
  readonly error: string;
  readonly tokens_issued: number;
  readonly balance: number;
  readonly prompts: readonly { readonly id: string; readonly notes: string[]; readonly timestamp_offset_s: number }[];
  readonly debits: readonly { readonly receipt: string; readonly amount: number }[];
  readonly credits: readonly { readonly receipt: string; readonly amount: number; readonly reference: string }[];
  readonly payouts: readonly { readonly result_code: string }[];
  readonly reversals: readonly { readonly result_code: string }[];
  readonly callbacks: readonly { readonly state: string; readonly attempts: number; readonly last_status: number }[];
  readonly by_phone: Readonly<Record<string, unknown>>;
  readonly by_path: Readonly<Record<string, unknown>>;
  readonly by_reference: Readonly<Record<string, unknown>>;
  readonly counters: Readonly<Record<string, { readonly total: number }>>;
}

/** A callback as the merchant got it, all three shapes in one. */
export interface Told {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly json: {
    readonly Body?: { readonly stkCallback: StkTold };
    readonly Result?: ResultTold;
    readonly TransID?: string;
  };
}

interface StkTold {
  readonly ResultCode: string | number;
  readonly CheckoutRequestID: string;
  readonly CallbackMetadata?: { readonly Item: readonly { readonly Name: string; readonly Value?: unknown }[] };
}

interface ResultTold {
  readonly ResultCode: string | number;
  readonly TransactionID: string;
  readonly ResultParameters?: {
    readonly ResultParameter: readonly { readonly Key: string; readonly Value?: unknown }[];
  };
}

let line = 0;

/** A phone of its own for each call, that ends in these three digits. */
export function phone(digits: string): string {
  line += 1;
  return `2547${String(line).padStart(5, "0")}${digits}`;
}

/** Starts a simulator and a merchant that listens, both closed when the test ends, with a client for them. */
export async function startDaraja(options: Partial<DarajaSimulatorOptions> = {}) {
  const simulator = await startDarajaSimulator({ ...SETTINGS, ...options });
  onTestFinished(() => simulator.close());
  const shop = await startShop();
  return { simulator, shop, ...clientOf(simulator.url, shop.hook) };
}

/** A merchant's server: it keeps what is posted and answers what `answer` says, by path. */
export async function startShop() {
  const received: Told[] = [];
  const answers = new Map<string, Answer | Promise<Answer>>();
  const server = createServer(async (request, response) => {
    let raw = "";
    for await (const chunk of request) raw += String(chunk);
    const path = request.url ?? "";
    received.push({ path, headers: request.headers, raw, json: JSON.parse(raw) });
    const { status, body } = (await answers.get(path)) ?? {
      status: 200,
      body: { ResultCode: 0, ResultDesc: "Accepted" },
    };
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    received,
    hook: (name: string) => `http://127.0.0.1:${port}/hook/${name}`,
    /** From now on, this name is answered so; a promise holds the answer back. */
    answer: (name: string, answer: Answer | Promise<Answer>) => answers.set(`/hook/${name}`, answer),
    /** The callbacks to a name so far, once there are as many as expected. */
    told: (name: string, count: number) =>
      eventually(() => {
        const told = received.filter(({ path }) => path === `/hook/${name}`);
        expect(told).toHaveLength(count);
        return told;
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A merchant's and tester's client for the simulator at this address. */
export function clientOf(url: string, hook: (name: string) => string) {
  let token = "";
  const call = async (target: string, init: RequestInit = {}) => {
    const { status, text, headers, body } = await send(target, init);
    return { status, text, headers, body: body as unknown as Body };
  };
  const generate = (credentials = `${KEY}:${SECRET}`, query = "?grant_type=client_credentials") =>
    call(`${url}/oauth/v1/generate${query}`, {
      headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
    });
  const login = async (): Promise<string> => {
    token = (await generate()).body.access_token;
    return token;
  };
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    if (token === "") await login();
    const authorization = `Bearer ${token}`;
    const init = { "content-type": "application/json", authorization, ...headers };
    return call(`${url}${path}`, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: init,
    });
  };
  /** Calls a knob, which needs no token. */
  const knob = (path: string, body?: unknown, method = body === undefined ? "GET" : "POST") =>
    call(`${url}/_sim/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const push = (payer: string, members: Members = {}) =>
    post("/mpesa/stkpush/v1/processrequest", pushOf(payer, hook("stk"), members));
  const query = (id: string) =>
    post("/mpesa/stkpushquery/v1/query", { ...passwordOf(), BusinessShortCode: SHORTCODE, CheckoutRequestID: id });
  const press = (payer: string, button: string) =>
    call(`${url}/phone/${payer}/${button}`, { method: "POST", headers: { accept: "application/json" } });
  const addresses = { ResultURL: hook("result"), QueueTimeOutURL: hook("timeout") };
  const initiator = { Initiator: "testapi", SecurityCredential: CREDENTIAL, Remarks: "Test run" };
  const payout = (recipient: string, members: Members = {}, version = "v3") =>
    post(`/mpesa/b2c/${version}/paymentrequest`, {
      OriginatorConversationID: `payout-${recipient}`,
      InitiatorName: "testapi",
      SecurityCredential: CREDENTIAL,
      CommandID: "BusinessPayment",
      Amount: 100,
      PartyA: SHORTCODE,
      PartyB: recipient,
      Remarks: "Payout 1",
      Occassion: "Payout",
      ...addresses,
      ...members,
    });
  const reverse = (receipt: string, amount: number, members: Members = {}) =>
    post("/mpesa/reversal/v1/request", {
      ...initiator,
      ...addresses,
      CommandID: "TransactionReversal",
      TransactionID: receipt,
      Amount: amount,
      ReceiverParty: SHORTCODE,
      RecieverIdentifierType: "11",
      ...members,
    });
  const lookUp = (members: Members) =>
    post("/mpesa/transactionstatus/v1/query", {
      ...initiator,
      ...addresses,
      CommandID: "TransactionStatusQuery",
      PartyA: SHORTCODE,
      IdentifierType: "4",
      Occasion: "",
      ...members,
    });
  const ledger = async (filter = "") => (await knob(`ledger${filter}`)).body;
  return { url, call, generate, login, post, knob, push, query, press, payout, reverse, lookUp, ledger, hook };
}

/** A valid push of 100 shillings. */
export function pushOf(payer: string, callbackUrl: string, members: Members = {}): Members {
  return {
    BusinessShortCode: Number(SHORTCODE),
    ...passwordOf(),
    TransactionType: "CustomerPayBillOnline",
    Amount: 100,
    PartyA: Number(payer),
    PartyB: Number(SHORTCODE),
    PhoneNumber: Number(payer),
    CallBackURL: callbackUrl,
    AccountReference: "INV-1001",
    TransactionDesc: "Order 1001",
    ...members,
  };
}

function passwordOf(): Members {
  const eastAfrica = new Date(Date.now() + 3 * 3_600_000).toISOString();
  const timestamp = eastAfrica.replace(/\D/g, "").slice(0, 14);
  return { Timestamp: timestamp, Password: Buffer.from(`${SHORTCODE}${PASSKEY}${timestamp}`).toString("base64") };
}

/** The items of a success callback by name. */
export function itemsOf(told: Told | undefined): Record<string, unknown> {
  const items = told?.json.Body?.stkCallback.CallbackMetadata?.Item ?? [];
  return Object.fromEntries(items.map(({ Name, Value }) => [Name, Value]));
}

/** The parameters of a result by key; of those that come twice, the last. */
export function parametersOf(told: Told | undefined): Record<string, unknown> {
  const items = told?.json.Result?.ResultParameters?.ResultParameter ?? [];
  return Object.fromEntries(items.map(({ Key, Value }) => [Key, Value]));
}
