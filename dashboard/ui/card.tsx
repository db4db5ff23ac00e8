import { type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";

interface CardProps {
  readonly title?: ReactNode;
  /** Buttons and the like beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Its content reaches the edges, as tables do. */
  readonly isFlush?: boolean;
}

/** A part of a page under a heading of its own. */
export function Card({ title, actions, children, isFlush = false }: CardProps) {
  const headingId = useId();
  return (
    <section
      className={classNames("card", isFlush && "card--flush")}
      {...(title === undefined ? {} : { "aria-labelledby": headingId })}
    >
      {(title !== undefined || actions !== undefined) && (
        <div className="card__head">
          {title !== undefined && <h2 id={headingId}>{title}</h2>}
          {actions !== undefined && <div className="actions">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
