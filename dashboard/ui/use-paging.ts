import { useState } from "react";

/** Where one is in a list that is read by cursor. */
export interface Paging {
  /** The cursor of the present page; undefined on the first. */
  readonly cursor: string | undefined;
  readonly number: number;
  readonly forward: (nextCursor: string) => void;
  readonly back: () => void;
}

/** Pages of a list; `key` names the list with its filters: another one begins with its first page. */
export function usePaging(key: string): Paging {
  const [trail, setTrail] = useState<{ readonly key: string; readonly cursors: readonly string[] }>({
    key,
    cursors: [],
  });
  const cursors = trail.key === key ? trail.cursors : [];
  return {
    cursor: cursors.at(-1),
    number: cursors.length + 1,
    forward: (nextCursor) => setTrail({ key, cursors: [...cursors, nextCursor] }),
    back: () => setTrail({ key, cursors: cursors.slice(0, -1) }),
  };
}
