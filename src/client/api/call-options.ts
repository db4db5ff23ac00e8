/** What any call takes besides. */
export interface CallOptions {
  /** Ends the call; an aborted request may have been carried out all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** What a call that moves money takes besides. */
export interface KeyedOptions extends CallOptions {
  /** A UUID v4. Without it one is made for the call; keep your own with the order to be able to ask again after a crash. */
  readonly idempotencyKey?: string | undefined;
}

/** The members of a request that its options decide. */
export function keyed({ idempotencyKey = crypto.randomUUID(), signal }: KeyedOptions) {
  return { idempotencyKey, signal, repeatable: "always" } as const;
}
