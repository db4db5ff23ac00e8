import { type ReactNode, useEffect, useRef } from "react";

interface PageProps {
  readonly title: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  /** Above the title: where this page belongs. */
  readonly above?: ReactNode;
  readonly children: ReactNode;
}

let isFirstPage = true;

/** A page: its title is the document's, and has the focus when one gets here, so that it is read out. */
export function Page({ title, actions, above, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Payment gateway`;
  }, [title]);
  useEffect(() => {
    // At the very beginning the browser reads the page from its start.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
    scrollTo(0, 0);
  }, []);
  return (
    <div className="page">
      {above}
      <div className="page__head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
