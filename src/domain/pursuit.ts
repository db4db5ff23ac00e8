/** What a Worker was allowed to do with a provider: `send` a mutation, `look` at its outcome, `cancel` or `capture` it. */
export type AttemptKind = "send" | "look" | "cancel" | "capture";

/** One permission to talk to the provider, made durable before it is used. Times are epoch milliseconds. */
export interface Attempt {
  readonly number: number;
  readonly kind: AttemptKind;
  /** Who was given it: a request that asks again because its answer got lost recognises itself. */
  readonly owner: string;
  readonly startedAt: number;
  /** After this moment the Worker must not send any more: it may have been stalled. */
  readonly sendBefore: number;
  /** The Worker gives up here; only afterwards may somebody else act. */
  readonly endsAt: number;
}

/** How a provider behaves in time; declared by its adapter and kept with each transaction. Milliseconds. */
export interface ProviderTimings {
  /** From the end of an attempt without outcome to the first look for it. */
  readonly firstLookMs: number;
  /** How long after an attempt the provider may still not show what it has accepted: absence before it proves nothing. */
  readonly settlingMs: number;
  /** How long the provider answers the same idempotency key with the same result; 0: it has no such keys. */
  readonly keyLifetimeMs: number;
  /**
   * The same for refunds where nothing but a look keeps a repeat from being another refund: the adapter looks before it
   * asks again, and is let to do so only once everything sent has settled. 0: never again; absent: as for payments.
   */
  readonly refundKeyLifetimeMs?: number;
  /** From when an attempt that nobody can tell about is given up; null: never, it stays open for a person. */
  readonly presumedDeadMs: number | null;
  /** How long after the start a success may still surface. */
  readonly settlementWindowMs: number;
  /** How long a customer may take to pay. */
  readonly checkoutLifetimeMs: number;
}

/** How far the gateway is with finding out what a provider did with one mutation. */
export interface Pursuit {
  readonly attempt: Attempt | null;
  readonly attempts: number;
  /** When the mutation was first allowed out; its provider key counts from here. */
  readonly firstSentAt: number;
  /** When the last permission to send ended: absence is evidence only after this and the settling time. */
  readonly lastSendEndsAt: number;
  /** Whether the provider has acknowledged the mutation, so that looks can ask for it by its handle. */
  readonly acknowledged: boolean;
  /** Looks since the last change, for the backoff. */
  readonly looks: number;
  readonly lastLookAt: number | null;
  /** When the object acts by itself; null only for what is final. */
  readonly dueAt: number | null;
  /** Permissions to send so far, and those of them that certainly were not used; absent in older records. */
  readonly sends?: number;
  readonly unsent?: number;
  /** Since when a receipt is known that the provider has not confirmed, and how often it was asked about it. */
  readonly receiptToldAt?: number;
  readonly receiptAsks?: number;
  /** A hint came while somebody was asking already: as soon as they are done, the question is put again. */
  readonly nudged?: boolean;
}

/** How long one call to a provider may take while a merchant waits (contract: 5 s). */
export const SEND_LEASE_MS = 5_000;
/** A Worker that has not sent within this time of its permission is stalled and must not. */
export const SEND_WITHIN_MS = 2_000;
/** Nobody waits for a look: it may take a little longer. */
export const LOOK_LEASE_MS = 10_000;
/** How often a caller may make the gateway ask a provider again. */
export const MANUAL_LOOK_INTERVAL_MS = 3_000;

/** Within this time of a hint somebody asks, were the Worker that was told of it to die. */
export const HINT_GRACE_MS = 3_000;

const FIRST_BACKOFF_MS = 2_000;
/** Webhooks tell first; a lost one is made up for within a minute. */
const FIRST_POLL_MS = 15_000;
const MAX_BACKOFF_MS = 600_000;
/** How often an outcome is looked for once it is unlikely to come. */
export const SLOW_LOOK_MS = 86_400_000;

/** Delay to the next look for an unknown outcome: 2 s or the provider's first look, doubled, at most 10 minutes. */
export function unknownBackoffMs(looks: number, { firstLookMs }: ProviderTimings): number {
  return backoffMs(Math.max(FIRST_BACKOFF_MS, firstLookMs), looks);
}

/** Delay to the next look at what the provider has acknowledged and will tell us about: 15 s or its first look, doubled. */
export function pollBackoffMs(looks: number, { firstLookMs }: ProviderTimings): number {
  return backoffMs(Math.max(FIRST_POLL_MS, firstLookMs), looks);
}

function backoffMs(firstMs: number, looks: number): number {
  return Math.min(MAX_BACKOFF_MS, firstMs * 2 ** Math.min(looks, 20));
}

/** Opens the first attempt of a mutation that is about to be sent. */
export function startPursuit(owner: string, now: number, timings: ProviderTimings): Pursuit {
  const endsAt = now + SEND_LEASE_MS;
  return {
    attempt: { number: 1, kind: "send", owner, startedAt: now, sendBefore: now + SEND_WITHIN_MS, endsAt },
    attempts: 1,
    firstSentAt: now,
    lastSendEndsAt: endsAt,
    acknowledged: false,
    looks: 0,
    lastLookAt: null,
    dueAt: endsAt + timings.firstLookMs,
    sends: 1,
    unsent: 0,
  };
}

/** Who goes on at once with a payment that moves to another provider, and how long, epoch milliseconds. */
export interface NextSender {
  readonly owner: string;
  readonly until: number;
}

/**
 * Begins anew at another provider, which has had no attempt yet; attempts go on counting. Without a sender, or without
 * the time for one, nothing is opened and the timer is due.
 */
export function restartPursuit(
  { attempts }: Pursuit,
  sender: NextSender | null,
  now: number,
  timings: ProviderTimings,
): Pursuit {
  const nothing = { acknowledged: false, looks: 0, lastLookAt: null, firstSentAt: now, unsent: 0 };
  if (sender === null || now + SEND_WITHIN_MS > sender.until) {
    return { ...nothing, attempt: null, attempts, lastSendEndsAt: now, dueAt: now, sends: 0 };
  }
  const number = attempts + 1;
  const { owner, until } = sender;
  const endsAt = Math.min(now + SEND_LEASE_MS, until);
  const attempt = { number, kind: "send", owner, startedAt: now, sendBefore: now + SEND_WITHIN_MS, endsAt } as const;
  const dueAt = endsAt + timings.firstLookMs;
  return { ...nothing, attempt, attempts: number, lastSendEndsAt: endsAt, dueAt, sends: 1 };
}

/** Opens a further attempt; the timer behind it covers the death of whoever was given it. */
export function openAttempt(pursuit: Pursuit, kind: AttemptKind, now: number, timings: ProviderTimings): Pursuit {
  const endsAt = now + (kind === "cancel" || kind === "capture" ? SEND_LEASE_MS : LOOK_LEASE_MS);
  const number = pursuit.attempts + 1;
  return {
    ...pursuit,
    attempt: { number, kind, owner: "", startedAt: now, sendBefore: now + SEND_WITHIN_MS, endsAt },
    attempts: number,
    lastSendEndsAt: kind === "send" ? endsAt : pursuit.lastSendEndsAt,
    looks: pursuit.looks + 1,
    lastLookAt: now,
    dueAt: endsAt + timings.firstLookMs,
    nudged: false,
    ...(kind === "send" && pursuit.sends !== undefined ? { sends: pursuit.sends + 1 } : {}),
  };
}

/** Ends the open attempt with what came of it: a permission to send that certainly was not used is counted. */
export function closeAttempt(pursuit: Pursuit, outcomeKind: string): Pursuit {
  const isUnsent = pursuit.attempt?.kind === "send" && outcomeKind === "not_sent";
  return { ...pursuit, attempt: null, unsent: (pursuit.unsent ?? 0) + (isUnsent ? 1 : 0) };
}

/** Whether every permission to send is known to have been left unused: then sending cannot be a second time. */
export function hasNothingLeft({ sends, unsent }: Pursuit): boolean {
  return sends !== undefined && sends === unsent;
}

/** Whether an earlier permission to send may have been used: a refusal of the latest says nothing of what that has made. */
export function mayBeRepeat({ attempts, sends = attempts, unsent = 0 }: Pursuit): boolean {
  return sends - unsent > 1;
}

/** Has the question put soon, or again at once when somebody is asking already: a word has come that may be news. */
export function hastenLook(pursuit: Pursuit, now: number): Pursuit {
  if (isLeased(pursuit, now)) return { ...pursuit, nudged: true };
  return { ...pursuit, dueAt: Math.min(pursuit.dueAt ?? Number.POSITIVE_INFINITY, now + HINT_GRACE_MS) };
}

/** After an attempt: what a hint asked for meanwhile is due now. What waits for nothing more is left alone. */
export function honourNudge(pursuit: Pursuit, now: number): Pursuit {
  if (pursuit.nudged !== true || pursuit.attempt !== null || pursuit.dueAt === null) return pursuit;
  return { ...pursuit, dueAt: Math.min(pursuit.dueAt, now) };
}

/** Whether the request that made this still waits for its answer: at the first provider, or at one it has moved on to. */
export function isFirstRequestOpen(pursuit: Pursuit, createdAt: number, now: number): boolean {
  const isMovedOn = pursuit.attempt?.owner !== "" && now < createdAt + SEND_LEASE_MS;
  return isLeased(pursuit, now) && (pursuit.attempts === 1 || isMovedOn);
}

/** Whether the very request that opened the first attempt asks for it again. */
export function isSameStart(pursuit: Pursuit, owner: string): boolean {
  return pursuit.attempt !== null && pursuit.attempt.number === 1 && pursuit.attempt.owner === owner;
}

/** Whether somebody may be talking to the provider right now. */
export function isLeased(pursuit: Pursuit, now: number): boolean {
  return pursuit.attempt !== null && now < pursuit.attempt.endsAt;
}

/** Seconds until the open attempt ends, at least one, for `Retry-After`. */
export function retryAfterSeconds(pursuit: Pursuit, now: number): number {
  return Math.max(1, Math.ceil(((pursuit.attempt?.endsAt ?? now) - now) / 1000));
}

/**
 * What the gateway does to learn the outcome: ask by handle or reference, or send again under the same provider key.
 * What is sent may take effect as late as the provider takes to settle; the key has to hold until then. Without a key
 * only what has certainly never left may be sent, and only before `sendUntil`.
 */
export function nextLookKind(
  pursuit: Pursuit,
  now: number,
  timings: ProviderTimings,
  sendUntil = Number.POSITIVE_INFINITY,
): "send" | "look" {
  const keyHolds = now + LOOK_LEASE_MS + timings.settlingMs < pursuit.firstSentAt + timings.keyLifetimeMs;
  const isFirst = hasNothingLeft(pursuit) && now < sendUntil;
  return !pursuit.acknowledged && (keyHolds || isFirst) ? "send" : "look";
}
