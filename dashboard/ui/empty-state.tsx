import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** What is shown where nothing is: what would be here, and how it gets here. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="empty">
      <p className="empty__title">{title}</p>
      {children !== undefined && <div className="faint">{children}</div>}
      {actions !== undefined && <div className="actions">{actions}</div>}
    </div>
  );
}
