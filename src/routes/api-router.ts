import { fromHono } from "chanfana";
import type { Hono } from "hono";
import type { AppEnv } from "../middleware/app-context.ts";
import { AssignDeposit } from "./admin/assign-deposit.ts";
import { CheckDatabase } from "./admin/check-database.ts";
import { ListDeadLetters } from "./admin/list-dead-letters.ts";
import { ListDeposits } from "./admin/list-deposits.ts";
import { ListWebhookEvents } from "./admin/list-webhook-events.ts";
import { RegisterDepositAddresses } from "./admin/register-deposit-addresses.ts";
import { ReplayAllDeadLetters } from "./admin/replay-all-dead-letters.ts";
import { ReplayDeadLetter } from "./admin/replay-dead-letter.ts";
import { ReplayWebhookEvent } from "./admin/replay-webhook-event.ts";
import { ResolvePayment } from "./admin/resolve-payment.ts";
import { ResolvePayout } from "./admin/resolve-payout.ts";
import { RotateKeys } from "./admin/rotate-keys.ts";
import { ListAuditLogs } from "./audit/list-audit-logs.ts";
import { VerifyAuditChain } from "./audit/verify-audit-chain.ts";
import { CreateToken } from "./auth/create-token.ts";
import { ReceiveCallback } from "./callbacks/receive-callback.ts";
import { ListEvents } from "./events/list-events.ts";
import { CreateApiKey } from "./merchants/create-api-key.ts";
import { CreateMerchant } from "./merchants/create-merchant.ts";
import { ListApiKeys } from "./merchants/list-api-keys.ts";
import { ListMerchants } from "./merchants/list-merchants.ts";
import { RevokeApiKey } from "./merchants/revoke-api-key.ts";
import { GetHealth } from "./operations/get-health.ts";
import { GetMetrics } from "./operations/get-metrics.ts";
import { CancelPayment } from "./payments/cancel-payment.ts";
import { CapturePayment } from "./payments/capture-payment.ts";
import { CreatePayment } from "./payments/create-payment.ts";
import { GetPayment } from "./payments/get-payment.ts";
import { ListPayments } from "./payments/list-payments.ts";
import { VerifyPayment } from "./payments/verify-payment.ts";
import { VoidPayment } from "./payments/void-payment.ts";
import { CreatePayout } from "./payouts/create-payout.ts";
import { GetPayout } from "./payouts/get-payout.ts";
import { ListPayouts } from "./payouts/list-payouts.ts";
import { VerifyPayoutChain } from "./payouts/verify-payout-chain.ts";
import { ConfigureProvider } from "./providers/configure-provider.ts";
import { GetRoutingRules } from "./providers/get-routing-rules.ts";
import { ListProviders } from "./providers/list-providers.ts";
import { PutRoutingRules } from "./providers/put-routing-rules.ts";
import { RemoveProviderConfiguration } from "./providers/remove-provider-configuration.ts";
import { TestProvider } from "./providers/test-provider.ts";
import { CreateRefund } from "./refunds/create-refund.ts";
import { GetRefund } from "./refunds/get-refund.ts";
import { ListRefunds } from "./refunds/list-refunds.ts";
import { GetReconciliation } from "./reports/get-reconciliation.ts";
import { GetSummary } from "./reports/get-summary.ts";
import { openApiInformation } from "./shared/openapi.ts";
import { CreateTicket } from "./sockets/create-ticket.ts";
import { CreateWebhookEndpoint } from "./webhook-endpoints/create-webhook-endpoint.ts";
import { DeleteWebhookEndpoint } from "./webhook-endpoints/delete-webhook-endpoint.ts";
import { GetWebhookEndpoint } from "./webhook-endpoints/get-webhook-endpoint.ts";
import { ListDeliveries } from "./webhook-endpoints/list-deliveries.ts";
import { ListWebhookEndpoints } from "./webhook-endpoints/list-webhook-endpoints.ts";
import { ReplayEvents } from "./webhook-endpoints/replay-events.ts";
import { ResendDelivery } from "./webhook-endpoints/resend-delivery.ts";
import { RotateWebhookSecret } from "./webhook-endpoints/rotate-webhook-secret.ts";
import { TestWebhookEndpoint } from "./webhook-endpoints/test-webhook-endpoint.ts";
import { UpdateWebhookEndpoint } from "./webhook-endpoints/update-webhook-endpoint.ts";
import { ReceiveAccountWebhook } from "./webhooks/receive-account-webhook.ts";
import { ReceiveWebhook } from "./webhooks/receive-webhook.ts";

/** Where the API lives. */
export const API_BASE = "/api/v1";

/** Adds every endpoint of the API and its OpenAPI document to an application. */
export function registerApi(app: Hono<AppEnv>): void {
  const router = fromHono(app, {
    openapiVersion: "3.1",
    openapi_url: `${API_BASE}/openapi.json`,
    docs_url: null,
    redoc_url: null,
    passthroughErrors: true,
    schema: openApiInformation,
  });
  router.registry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
  });
  router.post(`${API_BASE}/auth/token`, CreateToken);
  router.post(`${API_BASE}/payments/initialize`, CreatePayment);
  // Or its other methods would be taken for a payment called "initialize".
  app.all(`${API_BASE}/payments/initialize`, (c) => c.notFound());
  router.get(`${API_BASE}/payments`, ListPayments);
  router.get(`${API_BASE}/payments/:id`, GetPayment);
  router.post(`${API_BASE}/payments/:id/verify`, VerifyPayment);
  router.post(`${API_BASE}/payments/:id/cancel`, CancelPayment);
  router.post(`${API_BASE}/payments/:id/capture`, CapturePayment);
  router.post(`${API_BASE}/payments/:id/void`, VoidPayment);
  router.post(`${API_BASE}/payments/:id/refund`, CreateRefund);
  router.get(`${API_BASE}/payments/:id/refunds`, ListRefunds);
  router.get(`${API_BASE}/payments/:id/audit/verify`, VerifyAuditChain);
  router.get(`${API_BASE}/refunds/:id`, GetRefund);
  router.post(`${API_BASE}/payouts`, CreatePayout);
  router.get(`${API_BASE}/payouts`, ListPayouts);
  router.get(`${API_BASE}/payouts/:id`, GetPayout);
  router.get(`${API_BASE}/payouts/:id/audit/verify`, VerifyPayoutChain);
  router.get(`${API_BASE}/audit-logs`, ListAuditLogs);
  router.get(`${API_BASE}/reports/summary`, GetSummary);
  router.get(`${API_BASE}/reports/reconciliation`, GetReconciliation);
  router.get(`${API_BASE}/events`, ListEvents);
  router.post(`${API_BASE}/ws/tickets`, CreateTicket);
  router.post(`${API_BASE}/webhooks/:provider`, ReceiveWebhook);
  router.post(`${API_BASE}/webhooks/:provider/:account_id`, ReceiveAccountWebhook);
  router.post(`${API_BASE}/callbacks/:token`, ReceiveCallback);
  router.get(`${API_BASE}/providers`, ListProviders);
  router.post(`${API_BASE}/providers/:name/config`, ConfigureProvider);
  router.delete(`${API_BASE}/providers/:name/config`, RemoveProviderConfiguration);
  router.post(`${API_BASE}/providers/:name/test`, TestProvider);
  router.get(`${API_BASE}/routing-rules`, GetRoutingRules);
  router.put(`${API_BASE}/routing-rules`, PutRoutingRules);
  router.get(`${API_BASE}/api-keys`, ListApiKeys);
  router.post(`${API_BASE}/api-keys`, CreateApiKey);
  router.delete(`${API_BASE}/api-keys/:id`, RevokeApiKey);
  router.get(`${API_BASE}/webhook-endpoints`, ListWebhookEndpoints);
  router.post(`${API_BASE}/webhook-endpoints`, CreateWebhookEndpoint);
  router.get(`${API_BASE}/webhook-endpoints/:id`, GetWebhookEndpoint);
  router.patch(`${API_BASE}/webhook-endpoints/:id`, UpdateWebhookEndpoint);
  router.delete(`${API_BASE}/webhook-endpoints/:id`, DeleteWebhookEndpoint);
  router.post(`${API_BASE}/webhook-endpoints/:id/rotate-secret`, RotateWebhookSecret);
  router.post(`${API_BASE}/webhook-endpoints/:id/test`, TestWebhookEndpoint);
  router.post(`${API_BASE}/webhook-endpoints/:id/replay`, ReplayEvents);
  router.get(`${API_BASE}/webhook-endpoints/:id/deliveries`, ListDeliveries);
  router.post(`${API_BASE}/webhook-deliveries/:id/resend`, ResendDelivery);
  router.get(`${API_BASE}/merchants`, ListMerchants);
  router.post(`${API_BASE}/merchants`, CreateMerchant);
  router.get(`${API_BASE}/admin/webhook-events`, ListWebhookEvents);
  router.post(`${API_BASE}/admin/webhook-events/:id/replay`, ReplayWebhookEvent);
  router.get(`${API_BASE}/admin/dead-letters`, ListDeadLetters);
  router.post(`${API_BASE}/admin/dead-letters/replay`, ReplayAllDeadLetters);
  router.post(`${API_BASE}/admin/dead-letters/:id/replay`, ReplayDeadLetter);
  router.post(`${API_BASE}/admin/payments/:id/resolve`, ResolvePayment);
  router.post(`${API_BASE}/admin/payouts/:id/resolve`, ResolvePayout);
  router.get(`${API_BASE}/admin/deposits`, ListDeposits);
  router.post(`${API_BASE}/admin/deposits/:id/assign`, AssignDeposit);
  router.post(`${API_BASE}/admin/providers/:name/register-deposit-addresses`, RegisterDepositAddresses);
  router.post(`${API_BASE}/admin/database/check`, CheckDatabase);
  router.post(`${API_BASE}/admin/keys/rotate`, RotateKeys);
  router.get(`${API_BASE}/health`, GetHealth);
  router.get(`${API_BASE}/metrics`, GetMetrics);
}
