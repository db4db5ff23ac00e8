/** The names under which answers are kept, so that events find what they change. */
export const queryKeys = {
  paymentLists: ["payments", "list"],
  payment: (id: string) => ["payments", "one", id],
  payoutLists: ["payouts", "list"],
  payout: (id: string) => ["payouts", "one", id],
  providers: ["providers"],
  summary: ["summary"],
  endpoints: ["webhook-endpoints"],
  deliveries: ["deliveries"],
  apiKeys: ["api-keys"],
  auditLog: ["audit-log"],
  operator: ["operator"],
} as const;
