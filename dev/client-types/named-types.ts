import type { Operation, Schema } from "./open-api.ts";

/** A type of the client: its name, what it tells, and where in the document its schema is. */
export interface NamedType {
  readonly name: string;
  readonly note: string;
  readonly schema: (operations: Operations) => Schema;
  /** A type named earlier all of whose members this one has. */
  readonly extends?: string;
}

type Operations = ReadonlyMap<string, Operation>;

function operationOf(operations: Operations, id: string): Operation {
  const operation = operations.get(id);
  if (operation === undefined) throw new Error(`the document has no operation ${id}`);
  return operation;
}

function required(schema: Schema | undefined, where: string): Schema {
  if (schema === undefined) throw new Error(`the document has no ${where}`);
  return schema;
}

const answer = (id: string, status: number) => (operations: Operations) =>
  required(operationOf(operations, id).responses[status]?.content?.["application/json"]?.schema, `${status} of ${id}`);

const row = (id: string) => (operations: Operations) =>
  required(answer(id, 200)(operations).properties?.data?.items, `row of ${id}`);

const member = (of: (operations: Operations) => Schema, name: string) => (operations: Operations) =>
  required(of(operations).properties?.[name], `member ${name}`);

const body = (id: string) => (operations: Operations) =>
  required(operationOf(operations, id).requestBody?.content["application/json"]?.schema, `body of ${id}`);

const query =
  (id: string) =>
  (operations: Operations): Schema => {
    const parameters = (operationOf(operations, id).parameters ?? []).filter((parameter) => parameter.in === "query");
    return { type: "object", properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])) };
  };

/** The types of the client, each after those it is made of. */
export const NAMED_TYPES: readonly NamedType[] = [
  { name: "EventType", note: "What an event tells of.", schema: member(row("listEvents"), "type") },
  { name: "PaymentStatus", note: "Where a payment stands.", schema: member(row("listPayments"), "status") },
  { name: "PayoutStatus", note: "Where a payout stands.", schema: member(row("listPayouts"), "status") },
  { name: "DeliveryStatus", note: "Where a delivery stands.", schema: member(row("listDeliveries"), "status") },
  { name: "Payment", note: "A payment as lists and events show it.", schema: row("listPayments") },
  {
    name: "PaymentWithAction",
    note: "A payment with what the customer has to do next.",
    schema: answer("initializePayment", 201),
    extends: "Payment",
  },
  { name: "Refund", note: "A refund.", schema: row("listRefunds") },
  { name: "AuditEntry", note: "One entry of an audit trail.", schema: row("listAuditLogs") },
  {
    name: "PaymentInFull",
    note: "A payment with its audit trail and refunds.",
    schema: answer("getPayment", 200),
    extends: "PaymentWithAction",
  },
  { name: "Payout", note: "A payout as lists and events show it.", schema: row("listPayouts") },
  {
    name: "PayoutInFull",
    note: "A payout with its audit trail.",
    schema: answer("getPayout", 200),
    extends: "Payout",
  },
  { name: "AuditVerification", note: "What a look at an audit chain found.", schema: answer("verifyAuditChain", 200) },
  { name: "Provider", note: "A provider and what it can do.", schema: row("listProviders") },
  {
    name: "WebhookEndpoint",
    note: "An address of the merchant's that events are sent to.",
    schema: row("listWebhookEndpoints"),
  },
  {
    name: "WebhookEndpointWithSecret",
    note: "An endpoint in the answers that show its secret: those that made it.",
    schema: answer("createWebhookEndpoint", 201),
    extends: "WebhookEndpoint",
  },
  { name: "Delivery", note: "An event on its way to an endpoint.", schema: row("listDeliveries") },
  { name: "ReplayResult", note: "What will be sent again.", schema: answer("replayEvents", 202) },
  { name: "Summary", note: "What happened in a range of time, added up.", schema: answer("getSummary", 200) },
  {
    name: "Reconciliation",
    note: "A day of a provider: what we have, what it lists, how they differ.",
    schema: answer("getReconciliation", 200),
  },
  { name: "ApiKey", note: "An API key, without its secret.", schema: row("listApiKeys") },
  {
    name: "ApiKeyWithSecret",
    note: "An API key in the one answer that shows its secret.",
    schema: answer("createApiKey", 201),
    extends: "ApiKey",
  },
  { name: "Merchant", note: "A merchant.", schema: row("listMerchants") },
  { name: "WebhookEvent", note: "A provider's webhook and what became of it.", schema: row("listWebhookEvents") },
  { name: "Deposit", note: "Money that reached an account without a request.", schema: row("listDeposits") },
  { name: "Health", note: "How the gateway and what it stands on are doing.", schema: answer("getHealth", 200) },
  { name: "Metrics", note: "The gateway's figures.", schema: answer("getMetrics", 200) },
  { name: "SocketTicket", note: "Opens one socket within a minute.", schema: answer("createSocketTicket", 201) },
  { name: "AccessToken", note: "What an API key is exchanged for.", schema: answer("createToken", 200) },
  { name: "CreatePayment", note: "What a payment is made of.", schema: body("initializePayment") },
  { name: "CapturePayment", note: "How much to take; all of it without an amount.", schema: body("capturePayment") },
  {
    name: "CreateRefund",
    note: "How much to give back; all that is left without an amount.",
    schema: body("refundPayment"),
  },
  { name: "CreatePayout", note: "What a payout is made of.", schema: body("createPayout") },
  { name: "CreateWebhookEndpoint", note: "Where to send which events.", schema: body("createWebhookEndpoint") },
  { name: "UpdateWebhookEndpoint", note: "What is to change; the rest stays.", schema: body("updateWebhookEndpoint") },
  { name: "ReplayEvents", note: "The time range to send again.", schema: body("replayEvents") },
  { name: "CreateApiKey", note: "What an API key may do.", schema: body("createApiKey") },
  { name: "CreateMerchant", note: "What a merchant is made of.", schema: body("createMerchant") },
  { name: "ResolvePayment", note: "What a person has found out about a payment.", schema: body("resolvePayment") },
  { name: "ResolvePayout", note: "What a person has found out about a payout.", schema: body("resolvePayout") },
  { name: "AssignDeposit", note: "Whose a deposit is.", schema: body("assignDeposit") },
  { name: "ReplayDeadLetters", note: "Which dead letters to try again.", schema: body("replayAllDeadLetters") },
  { name: "PaymentQuery", note: "Filters of the list of payments.", schema: query("listPayments") },
  { name: "PayoutQuery", note: "Filters of the list of payouts.", schema: query("listPayouts") },
  { name: "EventQuery", note: "Where in the feed to go on.", schema: query("listEvents") },
  { name: "SummaryQuery", note: "What to add up.", schema: query("getSummary") },
  { name: "ReconciliationQuery", note: "Which day of which provider.", schema: query("getReconciliation") },
  { name: "DeliveryQuery", note: "Filters of the list of deliveries.", schema: query("listDeliveries") },
  { name: "AuditLogQuery", note: "Filters of the audit log.", schema: query("listAuditLogs") },
  { name: "WebhookEventQuery", note: "Filters of providers' webhooks.", schema: query("listWebhookEvents") },
  { name: "DeadLetterQuery", note: "Filters of the dead letters.", schema: query("listDeadLetters") },
  { name: "DepositQuery", note: "Filters of the deposits.", schema: query("listDeposits") },
  { name: "MerchantQuery", note: "Where in the list of merchants to go on.", schema: query("listMerchants") },
];
