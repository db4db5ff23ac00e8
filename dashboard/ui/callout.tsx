import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What a status, message or number feels like. */
export type Tone = "neutral" | "info" | "success" | "warning" | "danger";

const ICONS = { neutral: Info, info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert } as const;

interface CalloutProps {
  readonly tone: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** A message in the page; what went wrong is read out at once. */
export function Callout({ tone, title, children, actions }: CalloutProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`callout callout--${tone}`} role={tone === "danger" ? "alert" : "status"}>
      <Icon className="callout__icon" aria-hidden="true" size={18} />
      <div className="callout__body">
        {title !== undefined && <p className="callout__title">{title}</p>}
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
    </div>
  );
}
