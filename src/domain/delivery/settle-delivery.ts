import { toRfc3339 } from "../../lib/clock.ts";
import { type RetrySchedule, retryDelayMs } from "../retry-schedule.ts";
import type { Delivery, DeliveryAttempt } from "./delivery.ts";

/** What came of one try to bring an event to a merchant's server. */
export interface DeliveryOutcome {
  /** Null when there was no answer. */
  readonly statusCode: number | null;
  readonly latencyMs: number | null;
  readonly error: string | null;
  readonly response: string | null;
  /** What the server asked to wait, if it did. */
  readonly retryAfterMs: number | null;
}

/** What a decision about a failed attempt depends on besides the attempt. */
export interface RetryTerms {
  readonly schedule: RetrySchedule;
  /** From 0 up to 1: how much of the jitter is added. */
  readonly random: number;
  readonly now: number;
}

/** The log keeps so many attempts; a delivery that is sent again and again must not grow without end. */
const MAX_LOGGED_ATTEMPTS = 20;
/** Retries are late by up to this share of their delay, so that those that failed together do not return together. */
const JITTER_SHARE = 0.1;
/** A server may ask for no more patience than the longest step of the default schedule. */
const MAX_RETRY_AFTER_MS = 21_600_000;
/** A Worker that dies is no fault of the merchant's server: so often in a row it costs no step of the schedule. */
const MAX_FREE_INTERRUPTIONS = 3;

/** Whether the merchant's server has taken the event: any 2xx (Standard Webhooks). */
export function isSuccess({ statusCode }: DeliveryOutcome): boolean {
  return statusCode !== null && statusCode >= 200 && statusCode < 300;
}

/** The delivery once its event has been taken. A success counts whichever attempt it is of. */
export function settleSuccess(delivery: Delivery, outcome: DeliveryOutcome, now: number): Delivery {
  const logged = log(delivery, toAttempt(delivery, outcome, now));
  return { ...logged, status: "delivered", dueAt: null, interruptions: 0, lease: null };
}

/** The delivery after a failure: tried again on the schedule, not before the server wants it, or exhausted. */
export function settleFailure(delivery: Delivery, outcome: DeliveryOutcome, terms: RetryTerms): Delivery {
  const logged = log(delivery, toAttempt(delivery, outcome, terms.now));
  return scheduleRetry({ ...logged, interruptions: 0, lease: null }, outcome.retryAfterMs, terms);
}

/** The delivery after a lease ran out without a word: its Worker may have died before or after it sent. */
export function settleInterruption(delivery: Delivery, terms: RetryTerms): Delivery {
  const startedAt = toRfc3339(delivery.lease?.startedAt ?? terms.now);
  const attempt = { at: startedAt, status_code: null, latency_ms: null, error: "interrupted", response: null };
  const interruptions = delivery.interruptions + 1;
  const logged: Delivery = { ...log(delivery, attempt), interruptions, lease: null };
  if (delivery.dueAt === null) return logged;
  if (interruptions <= MAX_FREE_INTERRUPTIONS) return { ...logged, status: "retrying", dueAt: terms.now };
  return scheduleRetry(logged, null, terms);
}

/** A delivery that is to be sent again whatever became of it, on a schedule from the beginning. */
export function reopenDelivery(delivery: Delivery, dueAt: number): Delivery {
  return { ...delivery, status: "pending", dueAt, failures: 0, interruptions: 0 };
}

function scheduleRetry(delivery: Delivery, retryAfterMs: number | null, terms: RetryTerms): Delivery {
  // Parked while it was on its way: it waits with the others until its endpoint is enabled.
  if (delivery.status === "parked") return delivery;
  const failures = delivery.failures + 1;
  const stepMs = retryDelayMs(terms.schedule, failures - 1);
  if (stepMs === null) return { ...delivery, failures, status: "exhausted", dueAt: null };
  const jitteredMs = stepMs * (1 + JITTER_SHARE * terms.random);
  const delayMs = Math.max(jitteredMs, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
  return { ...delivery, failures, status: "retrying", dueAt: terms.now + Math.ceil(delayMs) };
}

function log(delivery: Delivery, attempt: DeliveryAttempt): Delivery {
  const attempts = [...delivery.attempts, attempt].slice(-MAX_LOGGED_ATTEMPTS);
  return { ...delivery, attempts, attemptCount: delivery.attemptCount + 1 };
}

function toAttempt({ lease }: Delivery, outcome: DeliveryOutcome, now: number): DeliveryAttempt {
  return {
    at: toRfc3339(lease?.startedAt ?? now),
    status_code: outcome.statusCode,
    latency_ms: outcome.latencyMs,
    error: outcome.error,
    response: outcome.response,
  };
}
