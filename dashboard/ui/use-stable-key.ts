import { useRef } from "react";

/** An idempotency key for what somebody is about to ask for. */
export interface StableKey {
  /** The key for a request: the same for as long as the request is. */
  readonly keyOf: (body: unknown) => string;
  /** To be called once it has succeeded: the same request again is another one from then on. */
  readonly renew: () => void;
}

/** Keys under which pressing a button again, after an answer was lost, asks for the same thing and not for another one. */
export function useStableKey(): StableKey {
  const last = useRef<{ readonly text: string; readonly key: string } | null>(null);
  return {
    keyOf: (body) => {
      const text = JSON.stringify(body);
      if (last.current?.text !== text) last.current = { text, key: crypto.randomUUID() };
      return last.current.key;
    },
    renew: () => {
      last.current = null;
    },
  };
}
