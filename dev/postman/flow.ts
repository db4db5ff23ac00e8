import type { Caller } from "./to-request.ts";

/** One step of the story that the collection tells, from an API key to a refund. */
export interface Step {
  readonly name: string;
  /** The operation's id in the OpenAPI document. */
  readonly operation: string;
  readonly status: number;
  /** Unless it is who calls the operation as a rule. */
  readonly caller?: Caller;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Variables to keep, each with the expression in `answer` (the JSON body) that they are set to. */
  readonly keep?: Readonly<Record<string, string>>;
  /** The variable whose idempotency key is used again, instead of a new one. */
  readonly repeats?: string;
  /** Expressions in `answer` that have to be true, each with what it says. */
  readonly holds?: Readonly<Record<string, string>>;
  /** An expression in `answer` that becomes true in a while: the request is sent again until it is. */
  readonly until?: string;
}

const ORDER = {
  provider: "cpay",
  amount: "1000.00",
  currency: "KES",
  customer: { email: "approve@example.com", name: "John Doe" },
  reference: "POSTMAN-{{idempotency_key}}",
  metadata: { order_id: "ORD-12345" },
};

/** The flow, in order; each step may use what the steps before have kept. */
export const FLOW: readonly Step[] = [
  { name: "The gateway is well", operation: "getHealth", status: 200, holds: { "is well": 'answer.status === "ok"' } },
  {
    name: "Make an API key",
    operation: "createApiKey",
    status: 201,
    caller: "merchant_token",
    body: { name: "Postman" },
    keep: { client_id: "answer.client_id", client_secret: "answer.client_secret", api_key_id: "answer.id" },
  },
  {
    name: "Exchange it for a token",
    operation: "createToken",
    status: 200,
    body: { grant_type: "client_credentials", client_id: "{{client_id}}", client_secret: "{{client_secret}}" },
    keep: { access_token: "answer.access_token" },
  },
  {
    name: "Without a token nothing is shown",
    operation: "listPayments",
    status: 401,
    caller: null,
    holds: { "says why": 'answer.code === "unauthenticated"' },
  },
  {
    name: "See the providers",
    operation: "listProviders",
    status: 200,
    holds: { "has CPay": 'answer.data.some(({ name }) => name === "cpay")' },
  },
  {
    name: "Pay",
    operation: "initializePayment",
    status: 201,
    body: ORDER,
    keep: { payment_id: "answer.id", payment_key: "answer.idempotency_key" },
    holds: { "is paid": 'answer.status === "completed" && answer.amount_minor === 100000' },
  },
  {
    name: "Pay again with the same key: nothing is charged twice",
    operation: "initializePayment",
    status: 201,
    body: ORDER,
    repeats: "payment_key",
    holds: { "is the same payment": 'answer.id === pm.collectionVariables.get("payment_id")' },
  },
  {
    name: "Another amount with the same key is refused",
    operation: "initializePayment",
    status: 422,
    body: { ...ORDER, amount: "2000.00" },
    repeats: "payment_key",
    holds: { "says why": 'answer.code === "idempotency_key_reused"' },
  },
  {
    name: "Get the payment",
    operation: "getPayment",
    status: 200,
    holds: { "has a trail": "answer.audit_trail.length > 0" },
  },
  { name: "Ask the provider about it", operation: "verifyPayment", status: 200 },
  {
    name: "Refund a part",
    operation: "refundPayment",
    status: 201,
    body: { amount: "400.00", reason: "Customer request" },
    keep: { refund_id: "answer.id" },
    holds: { "is refunded": 'answer.status === "completed" && answer.amount_minor === 40000' },
  },
  {
    name: "More than is left is refused",
    operation: "refundPayment",
    status: 422,
    body: { amount: "600.01" },
    holds: { "says why": 'answer.code === "refund_exceeds_balance"' },
  },
  { name: "Get the refund", operation: "getRefund", status: 200 },
  {
    name: "List the payment's refunds",
    operation: "listRefunds",
    status: 200,
    holds: { "has the one": "answer.data.length === 1" },
  },
  {
    name: "Find the payment by its reference",
    operation: "listPayments",
    status: 200,
    query: { reference: "POSTMAN-{{payment_key}}", status: "partially_refunded" },
    until: "answer.data.length === 1",
  },
  {
    name: "Verify the audit chain",
    operation: "verifyAuditChain",
    status: 200,
    until: "answer.pending === 0",
    holds: { "is whole": "answer.valid === true && answer.first_invalid === null" },
  },
  {
    name: "Read the payment's audit log",
    operation: "listAuditLogs",
    status: 200,
    query: { transaction_id: "{{payment_id}}" },
    until: "answer.data.length > 0",
  },
  { name: "Read the events", operation: "listEvents", status: 200, until: "answer.data.length > 0" },
  { name: "Read the report", operation: "getSummary", status: 200 },
  {
    name: "Make a payment that waits",
    operation: "initializePayment",
    status: 201,
    body: { ...ORDER, customer: { email: "jane@example.com" } },
    keep: { waiting_payment_id: "answer.id" },
    holds: { "leads to a page": 'answer.next_action.type === "redirect"' },
  },
  {
    name: "Cancel it",
    operation: "cancelPayment",
    status: 200,
    path: { id: "{{waiting_payment_id}}" },
    holds: { "is cancelled": 'answer.status === "cancelled"' },
  },
  {
    name: "Pay out",
    operation: "createPayout",
    status: 201,
    body: { provider: "mpesa", amount: "50", currency: "KES", recipient: { phone: "0712345678" } },
    keep: { payout_id: "answer.id" },
  },
  { name: "Get the payout", operation: "getPayout", status: 200, until: 'answer.status === "completed"' },
  {
    name: "Ask for a socket's ticket",
    operation: "createSocketTicket",
    status: 201,
    body: { channel: "/ws/transaction/{{payment_id}}" },
  },
  {
    name: "Register a webhook endpoint",
    operation: "createWebhookEndpoint",
    status: 201,
    body: { url: "https://shop.example/hooks/payments", events: ["payment.completed"] },
    keep: { webhook_endpoint_id: "answer.id" },
    holds: { "shows the secret once": 'answer.secret.startsWith("whsec_")' },
  },
  {
    name: "Send it a test",
    operation: "testWebhookEndpoint",
    status: 202,
    keep: { webhook_delivery_id: "answer.id" },
  },
  { name: "See its deliveries", operation: "listDeliveries", status: 200, until: "answer.data.length > 0" },
  {
    name: "See what CPay has told (operator)",
    operation: "listWebhookEvents",
    status: 200,
    query: { transaction_id: "{{payment_id}}" },
    until: "answer.data.length > 0",
    keep: { webhook_event_id: "answer.data[0].id" },
  },
  { name: "See the merchants (operator)", operation: "listMerchants", status: 200, until: "answer.data.length > 0" },
];
