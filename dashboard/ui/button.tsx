import type { ComponentProps } from "react";
import { Link } from "wouter";
import { classNames } from "./class-names.ts";

type Variant = "primary" | "secondary" | "danger" | "ghost";

interface ButtonProps extends ComponentProps<"button"> {
  readonly variant?: Variant;
  readonly size?: "small" | "normal";
  /** Something is under way: it cannot be pressed again until that has ended. */
  readonly isBusy?: boolean;
}

/** A button. Not a submit button unless it says so. */
export function Button({
  variant = "secondary",
  size = "normal",
  isBusy = false,
  type = "button",
  className,
  disabled,
  children,
  ...props
}: ButtonProps) {
  return (
    <button
      {...props}
      type={type}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={classNames("button", `button--${variant}`, size === "small" && "button--small", className)}
    >
      {isBusy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

interface ButtonLinkProps {
  readonly href: string;
  readonly variant?: Variant;
  readonly size?: "small" | "normal";
  readonly children: React.ReactNode;
}

/** A link within the dashboard that looks like a button. */
export function ButtonLink({ href, variant = "secondary", size = "normal", children }: ButtonLinkProps) {
  return (
    <Link href={href} className={classNames("button", `button--${variant}`, size === "small" && "button--small")}>
      {children}
    </Link>
  );
}
