import type { SqlBackend } from "../../dev/bridges/sql/sql-backend.ts";

/** Rows of one statement: what triggers collect of it stays small. */
const CHUNK = 10_000;
/** Everybody's share is the same, so that one merchant's lists grow with the table too. */
const MERCHANTS = 10;
/** The first of them. */
export const MERCHANT = "merchant-0";

const DIGEST = "md5(n::text)";
const ID = (prefix: string) => `('${prefix}' || lpad(to_hex(n % 64), 2, '0') || substr(${DIGEST}, 1, 4) || '-'
  || substr(${DIGEST}, 5, 4) || '-8' || substr(${DIGEST}, 10, 3) || '-8' || substr(${DIGEST}, 14, 3) || '-'
  || substr(${DIGEST}, 17, 12))::uuid`;
const PICK = (words: readonly string[], by: string) => `(array['${words.join("','")}'])[1 + (${by}) % ${words.length}]`;
const MERCHANT_ID = `'merchant-' || (n % ${MERCHANTS})`;
const PROVIDER = PICK(["cpay", "stripe", "paystack", "mpesa"], "n / 3");
const CURRENCY = PICK(["KES", "USD", "NGN"], "n / 5");
/** Spread over the last 60 days, the newest last. */
const CREATED = (total: number) => `now() - interval '60 days' * (1 - n::float8 / ${total})`;

/** Adds payments number `from` to `to` of `total`, a tenth as many refunds and a fifth as many webhooks. */
export async function fillDatabase(backend: SqlBackend, from: number, to: number, total: number): Promise<void> {
  for (let first = from; first <= to; first += CHUNK) {
    const numbers = `generate_series(${first}, ${Math.min(to, first + CHUNK - 1)}) as n`;
    const at = CREATED(total);
    const status = PICK(["completed", "completed", "completed", "failed", "cancelled", "processing", "refunded"], "n");
    const paid = `${status} in ('completed', 'refunded')`;
    await backend.run({
      text: `insert into transactions (id, merchant_id, operation, idempotency_key, reference, provider, account_id,
          provider_transaction_id, amount_minor, amount_refunded_minor, currency, status, customer_id, customer, metadata,
          provider_latency_ms, sequence, created_at, updated_at, completed_at, ended_at, expires_at)
        select ${ID("00")}, ${MERCHANT_ID}, 'payment', n::text, 'order-' || (n / 2), ${PROVIDER}, 'platform:' || ${PROVIDER},
          'handle-' || n, 1000 + n % 977, 0, ${CURRENCY}, ${status}, 'customer-' || (n % 5000), '{}', '{}',
          n % 4000, 3, ${at}, ${at}, case when ${paid} then ${at} + interval '20 seconds' end,
          case when ${status} <> 'processing' then ${at} + interval '20 seconds' end, ${at} + interval '1 day'
        from ${numbers}`,
      params: [],
    });
    await backend.run({
      text: `insert into refunds (id, transaction_id, merchant_id, provider, account_id, idempotency_key, origin,
          amount_minor, currency, status, sequence, created_at, updated_at, completed_at)
        select ${ID("00")}, ${ID("00")}, ${MERCHANT_ID}, ${PROVIDER}, 'platform:' || ${PROVIDER}, n::text, 'api', 500,
          ${CURRENCY}, 'completed', 4, ${at}, ${at}, ${at} from ${numbers} where n % 10 = 0`,
      params: [],
    });
    await backend.run({
      text: `insert into webhook_events (id, merchant_id, provider, account_id, provider_event_id, event_type, verified,
          processed, status, retry_count, sequence, created_at)
        select ${ID("00")}, ${MERCHANT_ID}, ${PROVIDER}, 'platform:' || ${PROVIDER}, n::text, 'payment.completed', true,
          true, ${PICK(["applied", "applied", "ignored", "dead", "retrying"], "n / 5")}, 0, 1, ${at}
        from ${numbers} where n % 5 = 0`,
      params: [],
    });
  }
  await backend.run({ text: "analyze", params: [] });
}
