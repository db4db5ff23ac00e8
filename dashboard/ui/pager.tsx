import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "./button.tsx";
import type { Paging } from "./use-paging.ts";

interface PagerProps {
  readonly paging: Paging;
  readonly nextCursor: string | null;
  readonly isBusy?: boolean;
}

/** Steps through a list; nothing when all of it is on one page. */
export function Pager({ paging, nextCursor, isBusy = false }: PagerProps) {
  if (paging.number === 1 && nextCursor === null) return null;
  return (
    <nav className="pager" aria-label="Pages">
      <Button size="small" disabled={paging.number === 1} onClick={paging.back}>
        <ChevronLeft size={16} aria-hidden="true" /> Newer
      </Button>
      <span className="faint" aria-live="polite">
        Page {paging.number}
      </span>
      <Button
        size="small"
        disabled={nextCursor === null}
        isBusy={isBusy}
        onClick={() => nextCursor !== null && paging.forward(nextCursor)}
      >
        Older <ChevronRight size={16} aria-hidden="true" />
      </Button>
    </nav>
  );
}
