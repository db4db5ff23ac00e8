import type {
  AssignDeposit,
  CreateMerchant,
  DeadLetterQuery,
  Deposit,
  DepositQuery,
  Merchant,
  MerchantQuery,
  Metrics,
  PaymentInFull,
  PayoutInFull,
  ReplayDeadLetters,
  ResolvePayment,
  ResolvePayout,
  WebhookEvent,
  WebhookEventQuery,
} from "../api-types.ts";
import type { Listing } from "../listing.ts";
import type { ApiRequest, Send } from "../transport.ts";
import type { CallOptions } from "./call-options.ts";
import { readList } from "./read-list.ts";

/** What only the platform's operator may do (scope `admin`). */
export interface OperatorApi {
  readonly merchants: {
    /** Not sent again when the answer is lost: look at the list first, or give an `id`. */
    create(body: CreateMerchant, options?: CallOptions): Promise<Merchant>;
    list(query?: MerchantQuery, options?: CallOptions): Listing<Merchant>;
  };
  readonly operator: {
    metrics(options?: CallOptions): Promise<Metrics>;
    /** Settles by hand a payment whose outcome nobody can tell; the same again changes nothing. */
    resolvePayment(id: string, body: ResolvePayment, options?: CallOptions): Promise<PaymentInFull>;
    /** Settles a payout by hand; the same again changes nothing. */
    resolvePayout(id: string, body: ResolvePayout, options?: CallOptions): Promise<PayoutInFull>;
  };
  readonly webhookEvents: {
    /** Providers' webhooks, newest first. */
    list(query?: WebhookEventQuery, options?: CallOptions): Listing<WebhookEvent>;
    /** Applies one again, now; nothing counts twice. */
    replay(id: string, options?: CallOptions): Promise<WebhookEvent>;
  };
  readonly deadLetters: {
    /** Newest first. */
    list(query?: DeadLetterQuery, options?: CallOptions): Listing<WebhookEvent>;
    /** Applies one again, now. */
    replay(id: string, options?: CallOptions): Promise<WebhookEvent>;
    /** Queues many, the oldest first. */
    replayAll(body?: ReplayDeadLetters, options?: CallOptions): Promise<{ readonly queued: number }>;
  };
  readonly deposits: {
    /** Newest first. */
    list(query?: DepositQuery, options?: CallOptions): Listing<Deposit>;
    /** Says whose one is, once; the same again changes nothing. */
    assign(id: string, body: AssignDeposit, options?: CallOptions): Promise<Deposit>;
  };
}

/** The operator's part of the API behind a transport. */
export function createOperatorApi(send: Send): OperatorApi {
  const post = <Answer>(
    path: string,
    body: object | undefined,
    { signal }: CallOptions = {},
    repeatable: ApiRequest["repeatable"] = "always",
  ) => send<Answer>({ method: "POST", path, body, repeatable, signal });
  const at = (path: string, id: string, action: string) => `${path}/${encodeURIComponent(id)}/${action}`;
  return {
    merchants: {
      create: (body, options) => post("/merchants", body, options, "refused"),
      list: (query, options) => readList(send, "/merchants", query, options),
    },
    operator: {
      metrics: ({ signal } = {}) => send({ method: "GET", path: "/metrics", repeatable: "always", signal }),
      resolvePayment: (id, body, options) => post(at("/admin/payments", id, "resolve"), body, options),
      resolvePayout: (id, body, options) => post(at("/admin/payouts", id, "resolve"), body, options),
    },
    webhookEvents: {
      list: (query, options) => readList(send, "/admin/webhook-events", query, options),
      replay: (id, options) => post(at("/admin/webhook-events", id, "replay"), undefined, options),
    },
    deadLetters: {
      list: (query, options) => readList(send, "/admin/dead-letters", query, options),
      // Sent again after a lost answer it would be refused as no dead letter any more, though it went well.
      replay: (id, options) => post(at("/admin/dead-letters", id, "replay"), undefined, options, "refused"),
      replayAll: (body = {}, options) => post("/admin/dead-letters/replay", body, options),
    },
    deposits: {
      list: (query, options) => readList(send, "/admin/deposits", query, options),
      assign: (id, body, options) => post(at("/admin/deposits", id, "assign"), body, options),
    },
  };
}
