import type { Scope } from "../../../../src/domain/token-claims.ts";

/** One route of the API and what the common refusals need to know of it. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As in the OpenAPI document, without `/api/v1`. */
  readonly path: string;
  /** Null: open to everybody. */
  readonly scope: Scope | null;
  /** A JSON body that is right, for routes that read one. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** A member of the body that is a text. */
  readonly textMember?: string;
  readonly takesForms?: true;
  /** No body at all is as good as an empty one. */
  readonly isBodyOptional?: true;
  readonly needsKey?: true;
  /** Query parameters and values that each must refuse. */
  readonly query?: Readonly<Record<string, readonly string[]>>;
  /** A list that an object gives itself: it is there while Postgres is down. */
  readonly isWithoutPostgres?: true;
  /** Whose id the path names. */
  readonly object?: "payment" | "refund" | "payout" | "api_key" | "webhook_endpoint" | "webhook_delivery";
}

const BAD_TIMES = [
  "",
  "yesterday",
  "2026-01-31",
  "2026-01-31T12:00:00",
  "2026-02-30T12:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-01-31T24:00:00Z",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59-01:00",
];
const BAD_LIMITS = ["", "0", "-1", "101", "abc", "1.5", "1e1", "0x10", "01", " 5", "9".repeat(30)];
const BAD_CURSORS = ["", "x", "bm90IGEgY3Vyc29y", "W10", "x".repeat(2_000)];
const BAD_MERCHANT_IDS = ["", "\u0000", ".", "a:b", "platform:", "x".repeat(65)];
const BAD_TEXTS = ["", "\u0000", "x".repeat(129)];
const BAD_IDS = ["", "x", "123", "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6", "%00"];

const paged = { limit: BAD_LIMITS, cursor: BAD_CURSORS };

/** Every route there is; `refusals.test.ts` holds it against the OpenAPI document. */
export const ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/auth/token",
    scope: null,
    body: { client_id: "nobody", client_secret: "nothing" },
    textMember: "client_id",
    takesForms: true,
  },
  {
    method: "POST",
    path: "/payments/initialize",
    scope: "payments:write",
    body: { provider: "cpay", amount: "1000.00", currency: "KES", customer: { id: "c-1" }, reference: "order-1" },
    textMember: "reference",
    needsKey: true,
  },
  {
    method: "GET",
    path: "/payments",
    scope: "payments:read",
    query: {
      ...paged,
      provider: ["", "\u0000", "x".repeat(65)],
      status: ["", "done", "COMPLETED", "completed,failed"],
      customer_id: BAD_TEXTS,
      reference: BAD_TEXTS,
      created_from: BAD_TIMES,
      created_to: BAD_TIMES,
      page: ["", "0", "-1", "abc", "1.5", "1000001", "900000"],
    },
  },
  { method: "GET", path: "/payments/{id}", scope: "payments:read", object: "payment" },
  { method: "POST", path: "/payments/{id}/verify", scope: "payments:write", object: "payment" },
  { method: "POST", path: "/payments/{id}/cancel", scope: "payments:write", object: "payment" },
  {
    method: "POST",
    path: "/payments/{id}/capture",
    scope: "payments:write",
    body: { amount: "1.00" },
    isBodyOptional: true,
    needsKey: true,
    object: "payment",
  },
  {
    method: "POST",
    path: "/payments/{id}/void",
    scope: "payments:write",
    body: {},
    isBodyOptional: true,
    needsKey: true,
    object: "payment",
  },
  {
    method: "POST",
    path: "/payments/{id}/refund",
    scope: "refunds:write",
    body: { amount: "1.00", reason: "late" },
    isBodyOptional: true,
    textMember: "reason",
    needsKey: true,
    object: "payment",
  },
  { method: "GET", path: "/payments/{id}/refunds", scope: "payments:read", object: "payment" },
  { method: "GET", path: "/payments/{id}/audit/verify", scope: "payments:read", object: "payment" },
  { method: "GET", path: "/refunds/{id}", scope: "payments:read", object: "refund" },
  {
    method: "POST",
    path: "/payouts",
    scope: "payouts:write",
    body: { provider: "cpay", amount: "500.00", currency: "KES", recipient: { phone: "+254700000000" }, reason: "pay" },
    textMember: "reason",
    needsKey: true,
  },
  {
    method: "GET",
    path: "/payouts",
    scope: "payouts:write",
    query: {
      ...paged,
      provider: ["", "\u0000", "x".repeat(65)],
      status: ["", "done", "COMPLETED", "cancelled"],
      reference: BAD_TEXTS,
      created_from: BAD_TIMES,
      created_to: BAD_TIMES,
      page: ["", "0", "-1", "abc", "1.5", "1000001", "900000"],
    },
  },
  { method: "GET", path: "/payouts/{id}", scope: "payouts:write", object: "payout" },
  { method: "GET", path: "/payouts/{id}/audit/verify", scope: "payouts:write", object: "payout" },
  {
    method: "GET",
    path: "/audit-logs",
    scope: "payments:read",
    query: {
      ...paged,
      transaction_id: BAD_IDS,
      event_type: ["", "\u0000", "x".repeat(65)],
      from: BAD_TIMES,
      to: BAD_TIMES,
    },
  },
  {
    method: "POST",
    path: "/ws/tickets",
    scope: "payments:read",
    body: { channel: "/ws/merchant" },
    textMember: "channel",
  },
  { method: "GET", path: "/events", scope: "payments:read", query: { limit: BAD_LIMITS, after: BAD_IDS } },
  {
    method: "GET",
    path: "/reports/summary",
    scope: "payments:read",
    query: {
      from: [...BAD_TIMES, "2999-01-01T00:00:00Z&to=2998-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
      to: BAD_TIMES,
      interval: ["", "week", "DAY", "hour&from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z"],
      merchant_id: ["", "\u0000", "x".repeat(65)],
      provider: ["", "\u0000", "x".repeat(65)],
      currency: ["", "\u0000", "KESS"],
    },
  },
  {
    method: "GET",
    path: "/reports/reconciliation",
    scope: "payments:read",
    query: {
      provider: ["", "\u0000", "x".repeat(65)],
      date: ["", "2026-01-31T00:00:00Z", "2026-02-30", "31.1.2026", "1970-01-01", "9999-12-31"],
      merchant_id: ["", "\u0000", "x".repeat(65)],
      format: ["", "xml", "CSV"],
    },
  },
  { method: "POST", path: "/webhooks/{provider}", scope: null },
  { method: "POST", path: "/webhooks/{provider}/{account_id}", scope: null },
  { method: "POST", path: "/callbacks/{token}", scope: null },
  {
    method: "GET",
    path: "/providers",
    scope: "providers:read",
    query: { merchant_id: BAD_MERCHANT_IDS },
    isWithoutPostgres: true,
  },
  {
    method: "POST",
    path: "/providers/{name}/config",
    scope: "providers:write",
    body: { is_active: true, api_key: "key", api_secret: "secret", webhook_secret: "webhook secret" },
    textMember: "api_key",
  },
  {
    method: "DELETE",
    path: "/providers/{name}/config",
    scope: "providers:write",
    query: { merchant_id: BAD_MERCHANT_IDS },
    isWithoutPostgres: true,
  },
  {
    method: "POST",
    path: "/providers/{name}/test",
    scope: "providers:write",
    query: { merchant_id: BAD_MERCHANT_IDS },
    isWithoutPostgres: true,
  },
  {
    method: "GET",
    path: "/routing-rules",
    scope: "providers:write",
    query: { merchant_id: ["", "../other", "x".repeat(65)] },
    isWithoutPostgres: true,
  },
  {
    method: "PUT",
    path: "/routing-rules",
    scope: "providers:write",
    body: { rules: [] },
    query: { merchant_id: ["", "../other", "x".repeat(65)] },
    isWithoutPostgres: true,
  },
  { method: "GET", path: "/api-keys", scope: "keys:manage" },
  { method: "POST", path: "/api-keys", scope: "keys:manage", body: { name: "web shop" }, textMember: "name" },
  { method: "DELETE", path: "/api-keys/{id}", scope: "keys:manage", object: "api_key" },
  { method: "GET", path: "/webhook-endpoints", scope: "webhooks:manage" },
  {
    method: "POST",
    path: "/webhook-endpoints",
    scope: "webhooks:manage",
    body: { url: "https://shop.example/hooks", events: ["*"] },
    textMember: "url",
  },
  { method: "GET", path: "/webhook-endpoints/{id}", scope: "webhooks:manage", object: "webhook_endpoint" },
  {
    method: "PATCH",
    path: "/webhook-endpoints/{id}",
    scope: "webhooks:manage",
    body: { url: "https://shop.example/hooks" },
    textMember: "url",
    object: "webhook_endpoint",
  },
  { method: "DELETE", path: "/webhook-endpoints/{id}", scope: "webhooks:manage", object: "webhook_endpoint" },
  {
    method: "POST",
    path: "/webhook-endpoints/{id}/rotate-secret",
    scope: "webhooks:manage",
    object: "webhook_endpoint",
  },
  {
    method: "POST",
    path: "/webhook-endpoints/{id}/test",
    scope: "webhooks:manage",
    body: { type: "payment.completed" },
    textMember: "type",
    isBodyOptional: true,
    object: "webhook_endpoint",
  },
  {
    method: "POST",
    path: "/webhook-endpoints/{id}/replay",
    scope: "webhooks:manage",
    body: { from: "2026-01-31T00:00:00Z", to: "2026-01-31T12:00:00Z" },
    textMember: "from",
    object: "webhook_endpoint",
  },
  {
    method: "GET",
    path: "/webhook-endpoints/{id}/deliveries",
    scope: "webhooks:manage",
    query: { ...paged, status: ["", "done", "DELIVERED", "pending,parked"] },
    object: "webhook_endpoint",
    isWithoutPostgres: true,
  },
  {
    method: "POST",
    path: "/webhook-deliveries/{id}/resend",
    scope: "webhooks:manage",
    object: "webhook_delivery",
  },
  { method: "GET", path: "/merchants", scope: "admin", query: paged },
  { method: "POST", path: "/merchants", scope: "admin", body: { name: "Shop" }, textMember: "name" },
  {
    method: "GET",
    path: "/admin/webhook-events",
    scope: "admin",
    query: {
      ...paged,
      status: ["", "done", "APPLIED", "dead,held"],
      provider: ["", "\u0000", "x".repeat(65)],
      transaction_id: BAD_IDS,
      created_from: BAD_TIMES,
      created_to: BAD_TIMES,
    },
  },
  { method: "POST", path: "/admin/webhook-events/{id}/replay", scope: "admin" },
  {
    method: "GET",
    path: "/admin/dead-letters",
    scope: "admin",
    query: { ...paged, provider: ["", "\u0000", "x".repeat(65)] },
  },
  {
    method: "POST",
    path: "/admin/dead-letters/replay",
    scope: "admin",
    body: { provider: "nopay" },
    textMember: "provider",
  },
  { method: "POST", path: "/admin/dead-letters/{id}/replay", scope: "admin" },
  {
    method: "POST",
    path: "/admin/payments/{id}/resolve",
    scope: "admin",
    body: { status: null, note: "seen" },
    textMember: "note",
  },
  {
    method: "POST",
    path: "/admin/payouts/{id}/resolve",
    scope: "admin",
    body: { status: null, note: "seen" },
    textMember: "note",
  },
  {
    method: "GET",
    path: "/admin/deposits",
    scope: "admin",
    query: { ...paged, status: ["", "paid", "TOLD"], provider: ["", "\u0000", "x".repeat(65)] },
  },
  {
    method: "POST",
    path: "/admin/deposits/{id}/assign",
    scope: "admin",
    body: { merchant_id: "shop" },
    textMember: "merchant_id",
  },
  {
    method: "POST",
    path: "/admin/providers/{name}/register-deposit-addresses",
    scope: "admin",
    query: { merchant_id: BAD_MERCHANT_IDS },
    isWithoutPostgres: true,
  },
  {
    method: "POST",
    path: "/admin/keys/rotate",
    scope: "admin",
    body: { after: "acme" },
    textMember: "after",
    isBodyOptional: true,
  },
  {
    method: "POST",
    path: "/admin/database/check",
    scope: "admin",
    body: { cursor: "merchants.zzzz" },
    textMember: "cursor",
  },
  { method: "GET", path: "/health", scope: null },
  { method: "GET", path: "/metrics", scope: "admin" },
];

/** An id in the right form that names nothing. */
export const NOBODYS_ID = "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a";

/** The path of a route with its parameters filled in. */
export function fillPath(route: Route, id: string = NOBODYS_ID): string {
  return route.path
    .replace("{id}", id)
    .replace("{token}", "0".repeat(70))
    .replace("{account_id}", "acme.cpay.1")
    .replace(/\{(name|provider)\}/, "cpay");
}
