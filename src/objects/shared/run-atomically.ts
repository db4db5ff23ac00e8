const rollbacks = new WeakMap<DurableObjectStorage, number>();

/**
 * Runs work in one storage transaction: all of it is kept, or, when it throws, nothing. Every transaction of an object
 * goes through here, because a rollback has to be known to what mirrors storage in memory.
 */
export function runAtomically<Result>(storage: DurableObjectStorage, work: () => Result): Result {
  try {
    return storage.transactionSync(work);
  } catch (error) {
    rollbacks.set(storage, (rollbacks.get(storage) ?? 0) + 1);
    throw error;
  }
}

/** What storage holds, kept in memory so that it need not be asked for with every change. */
export interface Mirror<Value> {
  /** The value as storage has it; read from there for the first time, after a rollback and after `forget`. */
  get(): Value;
  /** To be called along with the write of the same value. */
  set(value: Value): void;
  forget(): void;
}

/** Mirrors what `read` finds. Never a source of truth: an object that begins anew reads storage again. */
export function createMirror<Value>(storage: DurableObjectStorage, read: () => Value): Mirror<Value> {
  let known: { readonly value: Value; readonly asOf: number } | null = null;
  const set = (value: Value) => {
    known = { value, asOf: rollbacks.get(storage) ?? 0 };
  };
  return {
    set,
    get() {
      if (known !== null && known.asOf === (rollbacks.get(storage) ?? 0)) return known.value;
      const value = read();
      set(value);
      return value;
    },
    forget() {
      known = null;
    },
  };
}
