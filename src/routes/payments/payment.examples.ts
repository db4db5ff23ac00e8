/** A payment for the documentation. */
export const EXAMPLE_PAYMENT = {
  id: "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a",
  merchant_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
  reference: "ORD-12345",
  provider: "cpay",
  account_id: "platform:cpay",
  provider_transaction_id: "cp_01hq8z7k",
  provider_receipt: null,
  amount: 1000,
  amount_minor: 100000,
  amount_captured: null,
  amount_captured_minor: null,
  amount_refunded: 0,
  amount_refunded_minor: 0,
  currency: "KES",
  status: "processing",
  failure: null,
  review: null,
  customer: { id: "customer-7", phone: "+254700000000", email: "customer@example.com", name: "John Doe" },
  payment_method: null,
  description: "Order 12345",
  metadata: { order_id: "ORD-12345" },
  idempotency_key: "6f1c3f0e-8f44-4c9b-9a43-0d3c6a1b2e55",
  created_at: "2026-01-31T12:00:00.000Z",
  updated_at: "2026-01-31T12:00:00.120Z",
  completed_at: null,
  expires_at: "2026-02-01T12:00:00.000Z",
};

/** The same as initialize answers it. */
export const EXAMPLE_PAYMENT_WITH_ACTION = {
  ...EXAMPLE_PAYMENT,
  next_action: { type: "redirect", url: "https://pay.cpay.example/checkout/cp_01hq8z7k" },
};

/** A refund for the documentation. */
export const EXAMPLE_REFUND = {
  id: "0012d1a0-7b3c-8d4e-8f60-718293a4b5c6",
  transaction_id: EXAMPLE_PAYMENT.id,
  provider_refund_id: "cr_01hq91ab",
  origin: "api",
  amount: 500,
  amount_minor: 50000,
  currency: "KES",
  status: "completed",
  reason: "Customer request",
  failure: null,
  created_at: "2026-01-31T13:00:00.000Z",
  completed_at: "2026-01-31T13:00:00.150Z",
};

/** An audit entry for the documentation. */
export const EXAMPLE_AUDIT_ENTRY = {
  id: "0012aa01-0000-8000-8000-000000000001",
  transaction_id: EXAMPLE_PAYMENT.id,
  sequence: 1,
  event_type: "payment.initiated",
  event_data: { status: "pending", provider: "cpay", amount: "1000.00", amount_minor: 100000, currency: "KES" },
  user_id: "demo-user",
  ip_address: "203.0.113.7",
  user_agent: "curl/8.5.0",
  timestamp: "2026-01-31T12:00:00.000Z",
  previous_hash: "0".repeat(64),
  hash: "3f0c9a5e6d7b8c1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091",
};
