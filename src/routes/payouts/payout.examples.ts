/** A payout for the documentation. */
export const EXAMPLE_PAYOUT = {
  id: "0021a7d3-5e1c-8b2f-9a40-6b7c8d9e0f12",
  merchant_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
  reference: "SALARY-2026-01-17",
  provider: "mpesa",
  account_id: "platform:mpesa",
  provider_transaction_id: "AG_20260131_20106e9209f64bebd05b",
  amount: 1000,
  amount_minor: 100000,
  currency: "KES",
  status: "processing",
  failure: null,
  review: null,
  recipient: { phone: "+254700000000", name: "Jane Doe" },
  reason: "Salary January",
  metadata: { employee_id: "17" },
  created_at: "2026-01-31T12:00:00.000Z",
  updated_at: "2026-01-31T12:00:00.180Z",
  completed_at: null,
};

/** The first entry of its audit trail. */
export const EXAMPLE_PAYOUT_ENTRY = {
  id: "0021aa01-0000-8000-8000-000000000001",
  transaction_id: EXAMPLE_PAYOUT.id,
  sequence: 1,
  event_type: "payout.initiated",
  event_data: { status: "pending", provider: "mpesa", amount: "1000.00", amount_minor: 100000, currency: "KES" },
  user_id: "demo-user",
  ip_address: "203.0.113.7",
  user_agent: "curl/8.5.0",
  timestamp: "2026-01-31T12:00:00.000Z",
  previous_hash: "0".repeat(64),
  hash: "5b1d7c0e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
};
