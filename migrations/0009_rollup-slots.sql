-- Only sums over slots mean something, so all changes of one statement may go to one slot. The least of its own will do:
-- an object's rows are written by one writer at a time, so writers at work at the same moment have different ones. A batch
-- of many objects' rows then changes a dozen sums, not a dozen for each object.
CREATE OR REPLACE FUNCTION "roll_up"("changes" "rollup_change"[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE slot_of_all smallint;
BEGIN
  IF cardinality(changes) = 0 THEN RETURN; END IF;
  SELECT min(slot) INTO slot_of_all FROM unnest(changes);

  INSERT INTO rollup_totals AS present
    (merchant_id, kind, provider, currency, status, slot, entries, under_review, volume)
  SELECT scope.merchant_id, change.kind, change.provider, change.currency, change.status, slot_of_all,
    sum(change.sign), sum(change.sign * change.is_under_review::integer), sum(change.sign * change.amount_minor)
  FROM unnest(changes) AS change,
    unnest(array_remove(ARRAY[change.merchant_id, ''], NULL)) AS scope(merchant_id)
  GROUP BY 1, 2, 3, 4, 5
  HAVING sum(change.sign) <> 0 OR sum(change.sign * change.is_under_review::integer) <> 0
    OR sum(change.sign * change.amount_minor) <> 0
  ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT (merchant_id, kind, provider, currency, status, slot) DO UPDATE SET
    entries = present.entries + excluded.entries,
    under_review = present.under_review + excluded.under_review,
    volume = present.volume + excluded.volume;

  INSERT INTO rollup_periods AS present
    (merchant_id, period, starts_at, kind, provider, currency, slot, initiated, completed, failed, cancelled, volume,
      answers, answers_ms, completions, completions_ms)
  SELECT * FROM (
    SELECT scope.merchant_id, period.name, period.starts_at, fact.kind, fact.provider, fact.currency,
      CASE WHEN period.ends_at < now() - interval '1 hour' THEN -1 ELSE slot_of_all END AS slot,
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
      SELECT merchant_id, kind, provider, currency, sign, amount_minor, initiated_at AS at, 'initiated' AS what,
        answer_ms, latency_bucket(answer_ms) AS answer_bucket, NULL::numeric AS completion_ms, NULL AS completion_bucket
      FROM unnest(changes) WHERE initiated_at IS NOT NULL
      UNION ALL
      SELECT merchant_id, kind, provider, currency, sign, amount_minor, ended_at, outcome,
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
