// Generated from the OpenAPI document by `npm run client:types`. Change the API's schemas instead.

/** The stable words of the API's problems. */
export type ProblemCode =
  | "account_unavailable"
  | "already_exists"
  | "card_data_refused"
  | "configuration_invalid"
  | "database_unavailable"
  | "idempotency_in_progress"
  | "idempotency_key_invalid"
  | "idempotency_key_missing"
  | "idempotency_key_reused"
  | "insufficient_scope"
  | "internal_error"
  | "invalid_client"
  | "invalid_request"
  | "invalid_signature"
  | "invalid_state"
  | "invalid_token"
  | "malformed_json"
  | "not_found"
  | "not_supported_by_provider"
  | "operation_in_progress"
  | "overloaded"
  | "payload_too_large"
  | "provider_unavailable"
  | "provider_unreachable"
  | "rate_limited"
  | "refund_exceeds_balance"
  | "unauthenticated"
  | "unsupported_media_type"
  | "validation_failed"
  | "webhook_expired";

/** What an event tells of. */
export type EventType =
  | "payment.initiated"
  | "payment.processing"
  | "payment.authorized"
  | "payment.completed"
  | "payment.failed"
  | "payment.cancelled"
  | "payment.review_required"
  | "dispute.opened"
  | "dispute.updated"
  | "dispute.closed"
  | "refund.processing"
  | "refund.completed"
  | "refund.failed"
  | "payout.processing"
  | "payout.completed"
  | "payout.failed";

/** Where a payment stands. */
export type PaymentStatus =
  | "pending"
  | "processing"
  | "authorized"
  | "completed"
  | "failed"
  | "cancelled"
  | "partially_refunded"
  | "refunded";

/** Where a payout stands. */
export type PayoutStatus = "pending" | "processing" | "completed" | "failed";

/** Where a delivery stands. */
export type DeliveryStatus = "pending" | "delivered" | "retrying" | "exhausted" | "parked";

/** A payment as lists and events show it. */
export interface Payment {
  readonly id: string;
  readonly merchant_id: string;
  readonly reference: string | null;
  readonly provider: string;
  readonly account_id: string;
  readonly provider_transaction_id: string | null;
  /** The provider's id of the money itself, once the provider has confirmed it. */
  readonly provider_receipt: string | null;
  readonly amount: number;
  readonly amount_minor: number;
  /** What has been taken; null before anything was. */
  readonly amount_captured: number | null;
  readonly amount_captured_minor: number | null;
  readonly amount_refunded: number;
  readonly amount_refunded_minor: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly failure: {
    readonly code: string;
    readonly message: string;
  } | null;
  readonly review: {
    readonly reason: string;
  } | null;
  readonly customer: {
    readonly id: string | null;
    readonly phone: string | null;
    readonly email: string | null;
    readonly name: string | null;
  };
  readonly payment_method: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly idempotency_key: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
  readonly expires_at: string | null;
}

/** A payment with what the customer has to do next. */
export interface PaymentWithAction extends Payment {
  readonly next_action:
    | {
        readonly type: "redirect";
        readonly url: string;
      }
    | {
        readonly type: "await_customer";
        readonly message: string;
      }
    | {
        readonly type: "client_secret";
        readonly client_secret: string;
        readonly publishable_key?: string | undefined;
      }
    | null;
}

/** A refund. */
export interface Refund {
  readonly id: string;
  readonly transaction_id: string;
  readonly provider_refund_id: string | null;
  readonly origin: "api" | "provider";
  readonly amount: number;
  readonly amount_minor: number;
  readonly currency: string;
  readonly status: "pending" | "completed" | "failed";
  readonly reason: string | null;
  readonly failure: {
    readonly code: string;
    readonly message: string;
  } | null;
  readonly created_at: string;
  readonly completed_at: string | null;
}

/** One entry of an audit trail. */
export interface AuditEntry {
  readonly id: string;
  readonly transaction_id: string | null;
  readonly sequence: number;
  readonly event_type: string;
  readonly event_data?: unknown | undefined;
  readonly user_id: string | null;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly timestamp: string;
  readonly previous_hash: string;
  readonly hash: string;
}

/** A payment with its audit trail and refunds. */
export interface PaymentInFull extends PaymentWithAction {
  readonly audit_trail: readonly AuditEntry[];
  readonly refunds: readonly Refund[];
}

/** A payout as lists and events show it. */
export interface Payout {
  readonly id: string;
  readonly merchant_id: string;
  readonly reference: string | null;
  readonly provider: string;
  readonly account_id: string;
  readonly provider_transaction_id: string | null;
  readonly amount: number;
  readonly amount_minor: number;
  readonly currency: string;
  readonly status: PayoutStatus;
  readonly failure: {
    readonly code: string;
    readonly message: string;
  } | null;
  readonly review: {
    readonly reason: string;
  } | null;
  readonly recipient: {
    readonly phone: string | null;
    readonly name: string | null;
  };
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly updated_at: string;
  readonly completed_at: string | null;
}

/** A payout with its audit trail. */
export interface PayoutInFull extends Payout {
  readonly audit_trail: readonly AuditEntry[];
}

/** What a look at an audit chain found. */
export interface AuditVerification {
  readonly valid: boolean;
  readonly entries: number;
  readonly head: string;
  readonly pending: number;
  readonly first_invalid: number | null;
}

/** A provider and what it can do. */
export interface Provider {
  readonly name: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly is_active: boolean;
  /** Why payments cannot be made with it; encryption_key_missing:… names the key that is gone. */
  readonly inactive_reason: string | null;
  /** How calls to it have gone lately; `unknown` where none has been made in the last quarter of an hour. */
  readonly health: "ok" | "failing" | "unknown";
  readonly failing_since: string | null;
  readonly currencies: readonly string[];
  readonly methods: readonly string[];
  readonly capabilities: Readonly<Record<string, boolean>>;
  /** The caller's own account; null: the platform's is used. */
  readonly account: {
    readonly provider: string;
    /** What payments made with it keep; new with each change. */
    readonly account_id: string | null;
    readonly version: number | null;
    readonly is_active: boolean;
    readonly api_key: {
      readonly is_set: boolean;
      /** Null for a secret that is too short to show any of it. */
      readonly last4: string | null;
    };
    readonly api_secret: {
      readonly is_set: boolean;
      /** Null for a secret that is too short to show any of it. */
      readonly last4: string | null;
    };
    readonly webhook_secret: {
      readonly is_set: boolean;
      /** Null for a secret that is too short to show any of it. */
      readonly last4: string | null;
    };
    readonly config: Readonly<
      Record<
        string,
        | string
        | {
            readonly is_set: boolean;
            /** Null for a secret that is too short to show any of it. */
            readonly last4: string | null;
          }
      >
    >;
    /** Where the provider has to post this account's webhooks. */
    readonly webhook_url: string | null;
    readonly updated_at: string | null;
  } | null;
  readonly limits: {
    readonly min_amount_minor: number | null;
    readonly max_amount_minor: number | null;
  };
}

/** An address of the merchant's that events are sent to. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly status: "enabled" | "disabled";
  readonly disabled_reason: "merchant" | "gone" | "failing" | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** An endpoint in the answers that show its secret: those that made it. */
export interface WebhookEndpointWithSecret extends WebhookEndpoint {
  readonly secret: string;
}

/** An event on its way to an endpoint. */
export interface Delivery {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly event_type: EventType;
  readonly transaction_id: string;
  readonly status: DeliveryStatus;
  readonly attempts: readonly {
    readonly at: string;
    readonly status_code: number | null;
    readonly latency_ms: number | null;
    readonly error: string | null;
    readonly response: string | null;
  }[];
  readonly next_attempt_at: string | null;
  readonly created_at: string;
}

/** What will be sent again. */
export interface ReplayResult {
  readonly queued: number;
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** What happened in a range of time, added up. */
export interface Summary {
  readonly from: string;
  /** Not included. */
  readonly to: string;
  readonly interval: "hour" | "day";
  /** null: everybody's. */
  readonly merchant_id: string | null;
  readonly providers: readonly string[];
  readonly currencies: readonly string[];
  /** The whole range, by provider and currency. */
  readonly totals: readonly {
    readonly provider: string;
    readonly currency: string;
    /** Payments that were made. */
    readonly initiated: number;
    /** Payments that were paid. */
    readonly completed: number;
    /** Payments that failed, and were not paid later. */
    readonly failed: number;
    /** Payments that were cancelled or expired, and were not paid later. */
    readonly cancelled: number;
    /** What was paid, before refunds, minor units. */
    readonly volume_minor: number;
    /** Refunds that were completed. */
    readonly refunds: number;
    /** What they gave back, minor units. */
    readonly refunded_minor: number;
    /** completed / (completed + failed + cancelled); null when none ended. */
    readonly success_rate: number | null;
  }[];
  /** Oldest first; intervals without anything are left out. */
  readonly series: readonly {
    readonly start: string;
    readonly provider: string;
    readonly currency: string;
    /** Payments that were made. */
    readonly initiated: number;
    /** Payments that were paid. */
    readonly completed: number;
    /** Payments that failed, and were not paid later. */
    readonly failed: number;
    /** Payments that were cancelled or expired, and were not paid later. */
    readonly cancelled: number;
    /** What was paid, before refunds, minor units. */
    readonly volume_minor: number;
    /** Refunds that were completed. */
    readonly refunds: number;
    /** What they gave back, minor units. */
    readonly refunded_minor: number;
  }[];
  /** The whole range, by provider and currency. */
  readonly payouts: readonly {
    readonly provider: string;
    readonly currency: string;
    readonly initiated: number;
    readonly completed: number;
    readonly failed: number;
    /** What was paid out, minor units. */
    readonly volume_minor: number;
  }[];
  /** Providers' first answers; estimates. */
  readonly latency_ms: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  /** From a payment's beginning to its completion; estimates. */
  readonly completion_ms: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  /** All payments as they stand now, whatever the range; every status is there. */
  readonly by_status: Readonly<Record<string, number>>;
  /** Payments that wait for a person now. */
  readonly under_review: number;
  readonly generated_at: string;
}

/** A day of a provider: what we have, what it lists, how they differ. */
export interface Reconciliation {
  readonly provider: string;
  /** The account whose list was read; null when there is none. */
  readonly account_id: string | null;
  /** Whose payments alone are compared; null: everybody's. */
  readonly merchant_id: string | null;
  readonly date: string;
  /** Whether the provider has a list to compare with. */
  readonly supported: boolean;
  /** Why there is nothing of the provider's; null when there is. */
  readonly reason: string | null;
  /** Whether there was more on a side than is read. */
  readonly truncated: boolean;
  /** What was completed that day as we have it. */
  readonly ours: {
    readonly payments: readonly {
      readonly currency: string;
      readonly count: number;
      readonly amount_minor: number;
    }[];
    readonly refunds: readonly {
      readonly currency: string;
      readonly count: number;
      readonly amount_minor: number;
    }[];
  };
  /** The same as the provider lists it, by its own clock. */
  readonly theirs: {
    readonly payments: readonly {
      readonly currency: string;
      readonly count: number;
      readonly amount_minor: number;
    }[];
    readonly refunds: readonly {
      readonly currency: string;
      readonly count: number;
      readonly amount_minor: number;
    }[];
  } | null;
  readonly compared: number;
  /** Ours that were made before the list begins, or are beyond what was read of it. */
  readonly not_compared: number;
  readonly differences: readonly {
    readonly type: "missing_at_provider" | "unknown_to_us" | "amount_differs" | "status_differs";
    readonly kind: "payment" | "refund";
    readonly id: string | null;
    readonly provider_id: string | null;
    readonly currency: string | null;
    readonly amount_minor: number | null;
    readonly status: string | null;
    readonly completed_at: string | null;
    readonly provider_currency: string | null;
    readonly provider_amount_minor: number | null;
    /** settled, open or failed. */
    readonly provider_status: string | null;
    readonly provider_at: string | null;
  }[];
  readonly generated_at: string;
}

/** An API key, without its secret. */
export interface ApiKey {
  readonly id: string;
  readonly client_id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly last4: string;
  readonly created_at: string;
  readonly revoked_at: string | null;
}

/** An API key in the one answer that shows its secret. */
export interface ApiKeyWithSecret extends ApiKey {
  readonly client_secret: string;
}

/** A merchant. */
export interface Merchant {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly created_at: string;
}

/** A provider's webhook and what became of it. */
export interface WebhookEvent {
  readonly id: string;
  readonly provider: string;
  readonly account_id: string;
  readonly transaction_id: string | null;
  readonly event_type: string;
  readonly verified: boolean;
  readonly status: "received" | "applied" | "ignored" | "held" | "retrying" | "dead";
  readonly retry_count: number;
  readonly error_message: string | null;
  readonly created_at: string;
  readonly processed_at: string | null;
}

/** Money that reached an account without a request. */
export interface Deposit {
  readonly id: string;
  readonly provider: string;
  readonly account_id: string;
  /** What keeps receipts of different accounts apart, such as a short code. */
  readonly scope: string;
  readonly receipt: string;
  readonly status: "told" | "confirmed" | "applied" | "suspense" | "refuted";
  readonly reason: string | null;
  readonly amount: number;
  readonly amount_minor: number;
  readonly currency: string;
  /** What the payer typed. */
  readonly account_reference: string | null;
  readonly payer: {
    readonly name: string | null;
    readonly phone: string | null;
  };
  readonly transaction_id: string | null;
  readonly paid_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** How the gateway and what it stands on are doing. */
export interface Health {
  readonly status: "ok" | "degraded" | "down";
  readonly version: string;
  readonly checks: {
    readonly database: {
      readonly status: "ok" | "down";
      readonly latency_ms: number;
    };
    readonly redis: {
      readonly status: "ok" | "down";
      readonly latency_ms: number;
    };
    readonly queue: {
      readonly status: "ok" | "down";
      readonly latency_ms: number;
    };
    readonly objects: {
      readonly status: "ok" | "down";
      readonly latency_ms: number;
    };
  };
}

/** The gateway's figures. */
export interface Metrics {
  readonly transactions: {
    readonly total: number;
    readonly by_status: Readonly<Record<string, number>>;
    readonly by_provider: Readonly<Record<string, number>>;
    readonly by_day: Readonly<Record<string, number>>;
  };
  readonly success_rate: number | null;
  readonly volume: readonly {
    readonly currency: string;
    readonly amount_minor: number;
  }[];
  readonly webhooks: {
    readonly backlog: number;
    readonly dead_letters: number;
  };
  readonly latency_ms: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  readonly generated_at: string;
}

/** Opens one socket within a minute. */
export interface SocketTicket {
  readonly ticket: string;
  readonly expires_in: number;
}

/** What an API key is exchanged for. */
export interface AccessToken {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly scope: string;
}

/** What a payment is made of. */
export interface CreatePayment {
  /** A provider's name; a list of names, best first; or `auto`: by the merchant's routing rules. With a list or `auto`, `provider_options` holds the options of each provider under its name. */
  readonly provider: string | readonly string[];
  /** Major units, exact for the currency: 1000.00 or "1000.00". */
  readonly amount: string | number;
  /** ISO 4217 code. */
  readonly currency: string;
  readonly customer: {
    readonly id?: string | null | undefined;
    readonly phone?: string | null | undefined;
    readonly email?: string | null | undefined;
    readonly name?: string | null | undefined;
  };
  readonly reference?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly return_url?: string | null | undefined;
  readonly payment_method?: string | null | undefined;
  readonly capture?: "automatic" | "manual" | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly provider_options?: Readonly<Record<string, unknown>> | null | undefined;
}

/** How much to take; all of it without an amount. */
export interface CapturePayment {
  /** Major units, exact for the currency: 1000.00 or "1000.00". */
  readonly amount?: string | number | null | undefined;
}

/** How much to give back; all that is left without an amount. */
export interface CreateRefund {
  /** Major units, exact for the currency: 1000.00 or "1000.00". */
  readonly amount?: string | number | null | undefined;
  readonly reason?: string | null | undefined;
}

/** What a payout is made of. */
export interface CreatePayout {
  readonly provider: string;
  /** Major units, exact for the currency: 1000.00 or "1000.00". */
  readonly amount: string | number;
  /** ISO 4217 code. */
  readonly currency: string;
  readonly recipient: {
    readonly phone?: string | null | undefined;
    readonly name?: string | null | undefined;
  };
  readonly reason?: string | null | undefined;
  readonly reference?: string | null | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Where to send which events. */
export interface CreateWebhookEndpoint {
  readonly url: string;
  readonly events?: readonly string[] | undefined;
}

/** What is to change; the rest stays. */
export interface UpdateWebhookEndpoint {
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly status?: "enabled" | "disabled" | undefined;
}

/** The time range to send again. */
export interface ReplayEvents {
  readonly from: string;
  readonly to: string;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** What an API key may do. */
export interface CreateApiKey {
  readonly name: string;
  readonly scopes?: readonly string[] | undefined;
}

/** What a merchant is made of. */
export interface CreateMerchant {
  readonly id?: string | undefined;
  readonly name: string;
  readonly region?: "default" | "wnam" | "enam" | "sam" | "weur" | "eeur" | "apac" | "oc" | "afr" | "me" | undefined;
}

/** What a person has found out about a payment. */
export interface ResolvePayment {
  readonly status: "completed" | "failed" | "cancelled" | null;
  readonly provider_transaction_id?: string | null | undefined;
  readonly refund_id?: string | null | undefined;
  readonly note: string;
}

/** What a person has found out about a payout. */
export interface ResolvePayout {
  readonly status: "completed" | "failed" | null;
  readonly note: string;
}

/** Whose a deposit is. */
export interface AssignDeposit {
  readonly transaction_id?: string | undefined;
  readonly merchant_id?: string | undefined;
}

/** Which dead letters to try again. */
export interface ReplayDeadLetters {
  readonly provider?: string | undefined;
  readonly limit?: number | undefined;
}

/** Filters of the list of payments. */
export interface PaymentQuery {
  readonly provider?: string | undefined;
  readonly status?: PaymentStatus | undefined;
  readonly customer_id?: string | undefined;
  readonly reference?: string | undefined;
  readonly created_from?: string | undefined;
  readonly created_to?: string | undefined;
  /** Page number from 1 on. For deep lists use cursor. */
  readonly page?: number | undefined;
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** Filters of the list of payouts. */
export interface PayoutQuery {
  readonly provider?: string | undefined;
  readonly status?: PayoutStatus | undefined;
  readonly reference?: string | undefined;
  readonly created_from?: string | undefined;
  readonly created_to?: string | undefined;
  /** Page number from 1 on. For deep lists use cursor. */
  readonly page?: number | undefined;
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** Where in the feed to go on. */
export interface EventQuery {
  readonly after?: string | undefined;
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
}

/** What to add up. */
export interface SummaryQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** What the series is cut into, in UTC; day by default. */
  readonly interval?: "hour" | "day" | undefined;
  /** For an operator: only this merchant's. Others see their own. */
  readonly merchant_id?: string | undefined;
  readonly provider?: string | undefined;
  readonly currency?: string | undefined;
}

/** Which day of which provider. */
export interface ReconciliationQuery {
  readonly provider?: string | undefined;
  /** A day in UTC. */
  readonly date?: string | undefined;
  /** For an operator: only this merchant's. Others see their own. */
  readonly merchant_id?: string | undefined;
  /** By default what Accept asks for. */
  readonly format?: "json" | "csv" | undefined;
}

/** Filters of the list of deliveries. */
export interface DeliveryQuery {
  readonly status?: DeliveryStatus | undefined;
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** Filters of the audit log. */
export interface AuditLogQuery {
  readonly transaction_id?: string | undefined;
  readonly event_type?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** Filters of providers' webhooks. */
export interface WebhookEventQuery {
  readonly status?: "received" | "applied" | "ignored" | "held" | "retrying" | "dead" | undefined;
  readonly provider?: string | undefined;
  readonly transaction_id?: string | undefined;
  readonly created_from?: string | undefined;
  readonly created_to?: string | undefined;
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** Filters of the dead letters. */
export interface DeadLetterQuery {
  readonly provider?: string | undefined;
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** Filters of the deposits. */
export interface DepositQuery {
  readonly status?: "told" | "confirmed" | "applied" | "suspense" | "refuted" | undefined;
  readonly provider?: string | undefined;
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}

/** Where in the list of merchants to go on. */
export interface MerchantQuery {
  /** Items to answer with, 1 to 100; 20 by default. */
  readonly limit?: number | undefined;
  /** next_cursor of the page before. */
  readonly cursor?: string | undefined;
}
