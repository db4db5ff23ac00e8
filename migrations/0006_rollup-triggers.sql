-- Rollups are kept by triggers: what a statement has really inserted, changed or removed is known nowhere else, however
-- many writers repeat or overtake each other. Each changed row is taken off as it was and put on as it is now, so the
-- rollups are at any moment the sum over the rows of their tables.
-- Why so: docs/adr, "Rollups are kept by triggers".

-- What one row amounts to: once it counts (sign 1) or no longer does (sign -1).
CREATE TYPE "rollup_change" AS (
  "sign" smallint, "kind" text, "merchant_id" text, "provider" text, "currency" text, "status" text, "slot" smallint,
  "amount_minor" bigint, "is_under_review" boolean, "initiated_at" timestamptz, "ended_at" timestamptz, "outcome" text,
  "answer_ms" numeric, "completion_ms" numeric
);
--> statement-breakpoint
-- Region and shard of an id, its first two bytes: the rows of one slot are written by one object.
CREATE FUNCTION "rollup_slot"("id" uuid) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (((get_byte(uuid_send($1), 0) & 15) << 6) | (get_byte(uuid_send($1), 1) & 63))::smallint
$$;
--> statement-breakpoint
-- Which of the 20 counts of a latency a duration belongs to: the first whose bound it does not exceed. Searched from the
-- other side, because width_bucket leaves a value that equals a bound above it.
CREATE FUNCTION "latency_bucket"("ms" numeric) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 20 - width_bucket(-$1, '{-86400000,-3600000,-900000,-300000,-60000,-30000,-10000,-5000,-3500,-2000,-1000,-750,-500,-350,-200,-100,-50,-25,-10}'::numeric[])
$$;
--> statement-breakpoint
CREATE FUNCTION "payment_change"("payment" "transactions", "sign" integer) RETURNS "rollup_change" LANGUAGE sql STABLE AS $$
  SELECT $2::smallint, 'payment', $1.merchant_id, $1.provider, $1.currency, $1.status, rollup_slot($1.id),
    CASE WHEN is_paid THEN coalesce($1.captured_minor, $1.amount_minor) ELSE $1.amount_minor END,
    nullif($1.review, 'null') IS NOT NULL, $1.created_at, ended_at, outcome, $1.provider_latency_ms::numeric,
    CASE WHEN is_paid THEN extract(epoch FROM ended_at - $1.created_at) * 1000 END
  FROM (VALUES ($1.status IN ('completed', 'partially_refunded', 'refunded'))) AS paid(is_paid),
    LATERAL (VALUES (
      CASE WHEN is_paid THEN coalesce($1.completed_at, $1.ended_at, $1.updated_at)
        WHEN $1.status IN ('failed', 'cancelled') THEN coalesce($1.ended_at, $1.updated_at) END,
      CASE WHEN is_paid THEN 'completed' WHEN $1.status IN ('failed', 'cancelled') THEN $1.status END
    )) AS ending(ended_at, outcome)
$$;
--> statement-breakpoint
-- Refunds written by an older version do not tell their provider; their payments do.
CREATE FUNCTION "refund_change"("refund" "refunds", "sign" integer) RETURNS "rollup_change" LANGUAGE sql STABLE AS $$
  SELECT $2::smallint, 'refund', $1.merchant_id,
    coalesce($1.provider, (SELECT payment.provider FROM transactions AS payment WHERE payment.id = $1.transaction_id), ''),
    $1.currency, $1.status, rollup_slot($1.transaction_id), $1.amount_minor, false, $1.created_at,
    CASE $1.status WHEN 'completed' THEN coalesce($1.completed_at, $1.updated_at) WHEN 'failed' THEN $1.updated_at END,
    CASE WHEN $1.status IN ('completed', 'failed') THEN $1.status END, NULL::numeric, NULL::numeric
$$;
--> statement-breakpoint
CREATE FUNCTION "payout_change"("payout" "payouts", "sign" integer) RETURNS "rollup_change" LANGUAGE sql STABLE AS $$
  SELECT $2::smallint, 'payout', $1.merchant_id, $1.provider, $1.currency, $1.status, rollup_slot($1.id), $1.amount_minor,
    nullif($1.review, 'null') IS NOT NULL, $1.created_at,
    CASE $1.status WHEN 'completed' THEN coalesce($1.completed_at, $1.updated_at) WHEN 'failed' THEN $1.updated_at END,
    CASE WHEN $1.status IN ('completed', 'failed') THEN $1.status END, NULL::numeric, NULL::numeric
$$;
--> statement-breakpoint
-- Webhooks are only counted by status. Those that are nobody's yet count under the empty merchant id alone.
CREATE FUNCTION "webhook_change"("webhook" "webhook_events", "sign" integer) RETURNS "rollup_change" LANGUAGE sql STABLE AS $$
  SELECT $2::smallint, 'webhook', $1.merchant_id, $1.provider, '', $1.status, rollup_slot($1.id), 0::bigint, false,
    NULL::timestamptz, NULL::timestamptz, NULL::text, NULL::numeric, NULL::numeric
$$;
--> statement-breakpoint
-- Adds changes to the rollups. Rows are locked in the order of their keys. A period that is long over has one slot only:
-- few still change it, and readers have less to add up.
CREATE FUNCTION "roll_up"("changes" "rollup_change"[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(changes) = 0 THEN RETURN; END IF;

  INSERT INTO rollup_totals AS present
    (merchant_id, kind, provider, currency, status, slot, entries, under_review, volume)
  SELECT scope.merchant_id, change.kind, change.provider, change.currency, change.status, change.slot,
    sum(change.sign), sum(change.sign * change.is_under_review::integer), sum(change.sign * change.amount_minor)
  FROM unnest(changes) AS change,
    unnest(array_remove(ARRAY[change.merchant_id, ''], NULL)) AS scope(merchant_id)
  GROUP BY 1, 2, 3, 4, 5, 6
  HAVING sum(change.sign) <> 0 OR sum(change.sign * change.is_under_review::integer) <> 0
    OR sum(change.sign * change.amount_minor) <> 0
  ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (merchant_id, kind, provider, currency, status, slot) DO UPDATE SET
    entries = present.entries + excluded.entries,
    under_review = present.under_review + excluded.under_review,
    volume = present.volume + excluded.volume;

  INSERT INTO rollup_periods AS present
    (merchant_id, period, starts_at, kind, provider, currency, slot, initiated, completed, failed, cancelled, volume,
      answers, answers_ms, completions, completions_ms)
  SELECT * FROM (
    SELECT scope.merchant_id, period.name, period.starts_at, fact.kind, fact.provider, fact.currency,
      CASE WHEN period.ends_at < now() - interval '1 hour' THEN -1 ELSE fact.slot END AS slot,
      coalesce(sum(fact.sign) FILTER (WHERE fact.what = 'initiated'), 0) AS initiated,
      coalesce(sum(fact.sign) FILTER (WHERE fact.what = 'completed'), 0) AS completed,
      coalesce(sum(fact.sign) FILTER (WHERE fact.what = 'failed'), 0) AS failed,
      coalesce(sum(fact.sign) FILTER (WHERE fact.what = 'cancelled'), 0) AS cancelled,
      coalesce(sum(fact.sign * fact.amount_minor) FILTER (WHERE fact.what = 'completed'), 0) AS volume,
      ARRAY[
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 1), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 2), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 3), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 4), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 5), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 6), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 7), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 8), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 9), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 10), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 11), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 12), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 13), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 14), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 15), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 16), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 17), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 18), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 19), 0),
        coalesce(sum(fact.sign) filter (where fact.answer_bucket = 20), 0)
      ] AS answers,
      coalesce(sum(fact.sign * fact.answer_ms), 0) AS answers_ms,
      ARRAY[
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 1), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 2), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 3), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 4), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 5), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 6), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 7), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 8), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 9), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 10), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 11), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 12), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 13), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 14), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 15), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 16), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 17), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 18), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 19), 0),
        coalesce(sum(fact.sign) filter (where fact.completion_bucket = 20), 0)
      ] AS completions,
      coalesce(sum(fact.sign * fact.completion_ms), 0) AS completions_ms
    FROM (
      SELECT merchant_id, kind, provider, currency, slot, sign, amount_minor, initiated_at AS at, 'initiated' AS what,
        answer_ms, latency_bucket(answer_ms) AS answer_bucket, NULL::numeric AS completion_ms, NULL AS completion_bucket
      FROM unnest(changes) WHERE initiated_at IS NOT NULL
      UNION ALL
      SELECT merchant_id, kind, provider, currency, slot, sign, amount_minor, ended_at, outcome,
        NULL, NULL, completion_ms, latency_bucket(completion_ms)
      FROM unnest(changes) WHERE ended_at IS NOT NULL
    ) AS fact,
      unnest(ARRAY[fact.merchant_id, '']) AS scope(merchant_id),
      LATERAL (VALUES
        ('hour', date_trunc('hour', fact.at, 'UTC'), date_trunc('hour', fact.at, 'UTC') + interval '1 hour'),
        ('day', date_trunc('day', fact.at, 'UTC'), date_trunc('day', fact.at, 'UTC') + interval '24 hours'),
        ('ever', 'epoch'::timestamptz, 'infinity'::timestamptz)
      ) AS period(name, starts_at, ends_at)
    WHERE period.name <> 'ever' OR scope.merchant_id = ''
    GROUP BY 1, 2, 3, 4, 5, 6, 7
  ) AS sums
  WHERE (initiated, completed, failed, cancelled, volume) <> (0, 0, 0, 0, 0)
    OR answers <> '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}'::bigint[] OR completions <> '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}'::bigint[]
  ORDER BY 1, 2, 3, 4, 5, 6, 7
  ON CONFLICT (merchant_id, period, starts_at, kind, provider, currency, slot) DO UPDATE SET
    initiated = present.initiated + excluded.initiated,
    completed = present.completed + excluded.completed,
    failed = present.failed + excluded.failed,
    cancelled = present.cancelled + excluded.cancelled,
    volume = present.volume + excluded.volume,
    answers = ARRAY[present.answers[1] + excluded.answers[1], present.answers[2] + excluded.answers[2], present.answers[3] + excluded.answers[3], present.answers[4] + excluded.answers[4], present.answers[5] + excluded.answers[5], present.answers[6] + excluded.answers[6], present.answers[7] + excluded.answers[7], present.answers[8] + excluded.answers[8], present.answers[9] + excluded.answers[9], present.answers[10] + excluded.answers[10], present.answers[11] + excluded.answers[11], present.answers[12] + excluded.answers[12], present.answers[13] + excluded.answers[13], present.answers[14] + excluded.answers[14], present.answers[15] + excluded.answers[15], present.answers[16] + excluded.answers[16], present.answers[17] + excluded.answers[17], present.answers[18] + excluded.answers[18], present.answers[19] + excluded.answers[19], present.answers[20] + excluded.answers[20]],
    answers_ms = present.answers_ms + excluded.answers_ms,
    completions = ARRAY[present.completions[1] + excluded.completions[1], present.completions[2] + excluded.completions[2], present.completions[3] + excluded.completions[3], present.completions[4] + excluded.completions[4], present.completions[5] + excluded.completions[5], present.completions[6] + excluded.completions[6], present.completions[7] + excluded.completions[7], present.completions[8] + excluded.completions[8], present.completions[9] + excluded.completions[9], present.completions[10] + excluded.completions[10], present.completions[11] + excluded.completions[11], present.completions[12] + excluded.completions[12], present.completions[13] + excluded.completions[13], present.completions[14] + excluded.completions[14], present.completions[15] + excluded.completions[15], present.completions[16] + excluded.completions[16], present.completions[17] + excluded.completions[17], present.completions[18] + excluded.completions[18], present.completions[19] + excluded.completions[19], present.completions[20] + excluded.completions[20]],
    completions_ms = present.completions_ms + excluded.completions_ms;
END
$$;
--> statement-breakpoint
CREATE FUNCTION "roll_up_payments"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changes rollup_change[] := '{}';
BEGIN
  IF TG_OP <> 'DELETE' THEN changes := ARRAY(SELECT payment_change(present::transactions, 1) FROM present_rows AS present); END IF;
  IF TG_OP <> 'INSERT' THEN changes := changes || ARRAY(SELECT payment_change(former::transactions, -1) FROM former_rows AS former); END IF;
  PERFORM roll_up(changes);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "transactions_rolled_up_on_insert" AFTER INSERT ON "transactions"
  REFERENCING NEW TABLE AS "present_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_payments"();
--> statement-breakpoint
CREATE TRIGGER "transactions_rolled_up_on_update" AFTER UPDATE ON "transactions"
  REFERENCING OLD TABLE AS "former_rows" NEW TABLE AS "present_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_payments"();
--> statement-breakpoint
CREATE TRIGGER "transactions_rolled_up_on_delete" AFTER DELETE ON "transactions"
  REFERENCING OLD TABLE AS "former_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_payments"();
--> statement-breakpoint
CREATE FUNCTION "roll_up_refunds"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changes rollup_change[] := '{}';
BEGIN
  IF TG_OP <> 'DELETE' THEN changes := ARRAY(SELECT refund_change(present::refunds, 1) FROM present_rows AS present); END IF;
  IF TG_OP <> 'INSERT' THEN changes := changes || ARRAY(SELECT refund_change(former::refunds, -1) FROM former_rows AS former); END IF;
  PERFORM roll_up(changes);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "refunds_rolled_up_on_insert" AFTER INSERT ON "refunds"
  REFERENCING NEW TABLE AS "present_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_refunds"();
--> statement-breakpoint
CREATE TRIGGER "refunds_rolled_up_on_update" AFTER UPDATE ON "refunds"
  REFERENCING OLD TABLE AS "former_rows" NEW TABLE AS "present_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_refunds"();
--> statement-breakpoint
CREATE TRIGGER "refunds_rolled_up_on_delete" AFTER DELETE ON "refunds"
  REFERENCING OLD TABLE AS "former_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_refunds"();
--> statement-breakpoint
CREATE FUNCTION "roll_up_payouts"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changes rollup_change[] := '{}';
BEGIN
  IF TG_OP <> 'DELETE' THEN changes := ARRAY(SELECT payout_change(present::payouts, 1) FROM present_rows AS present); END IF;
  IF TG_OP <> 'INSERT' THEN changes := changes || ARRAY(SELECT payout_change(former::payouts, -1) FROM former_rows AS former); END IF;
  PERFORM roll_up(changes);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "payouts_rolled_up_on_insert" AFTER INSERT ON "payouts"
  REFERENCING NEW TABLE AS "present_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_payouts"();
--> statement-breakpoint
CREATE TRIGGER "payouts_rolled_up_on_update" AFTER UPDATE ON "payouts"
  REFERENCING OLD TABLE AS "former_rows" NEW TABLE AS "present_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_payouts"();
--> statement-breakpoint
CREATE TRIGGER "payouts_rolled_up_on_delete" AFTER DELETE ON "payouts"
  REFERENCING OLD TABLE AS "former_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_payouts"();
--> statement-breakpoint
CREATE FUNCTION "roll_up_webhooks"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changes rollup_change[] := '{}';
BEGIN
  IF TG_OP <> 'DELETE' THEN changes := ARRAY(SELECT webhook_change(present::webhook_events, 1) FROM present_rows AS present); END IF;
  IF TG_OP <> 'INSERT' THEN changes := changes || ARRAY(SELECT webhook_change(former::webhook_events, -1) FROM former_rows AS former); END IF;
  PERFORM roll_up(changes);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "webhook_events_rolled_up_on_insert" AFTER INSERT ON "webhook_events"
  REFERENCING NEW TABLE AS "present_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_webhooks"();
--> statement-breakpoint
CREATE TRIGGER "webhook_events_rolled_up_on_update" AFTER UPDATE ON "webhook_events"
  REFERENCING OLD TABLE AS "former_rows" NEW TABLE AS "present_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_webhooks"();
--> statement-breakpoint
CREATE TRIGGER "webhook_events_rolled_up_on_delete" AFTER DELETE ON "webhook_events"
  REFERENCING OLD TABLE AS "former_rows" FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_webhooks"();
--> statement-breakpoint
-- What is there already. The triggers' locks keep everybody from writing until this is done.
UPDATE "refunds" SET "provider" = "payment"."provider", "account_id" = "payment"."account_id"
  FROM "transactions" AS "payment" WHERE "payment"."id" = "refunds"."transaction_id" AND "refunds"."provider" IS NULL;
--> statement-breakpoint
SELECT roll_up(array_agg(payment_change("counted", 1))) FROM "transactions" AS "counted" GROUP BY date_trunc('hour', "created_at");
--> statement-breakpoint
SELECT roll_up(array_agg(refund_change("counted", 1))) FROM "refunds" AS "counted" GROUP BY date_trunc('hour', "created_at");
--> statement-breakpoint
SELECT roll_up(array_agg(payout_change("counted", 1))) FROM "payouts" AS "counted" GROUP BY date_trunc('hour', "created_at");
--> statement-breakpoint
SELECT roll_up(array_agg(webhook_change("counted", 1))) FROM "webhook_events" AS "counted" GROUP BY date_trunc('hour', "created_at");
