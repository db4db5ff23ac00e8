import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Tone } from "./callout.tsx";

interface TileProps {
  readonly title: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: Tone;
  /** Where one sees more about it. */
  readonly href?: string;
}

/** One figure. */
export function Tile({ title, value, note, tone = "neutral", href }: TileProps) {
  return (
    <div className={`tile tile--${tone}`}>
      <p className="tile__title">{href === undefined ? title : <Link href={href}>{title}</Link>}</p>
      <p className="tile__value number">{value}</p>
      {note !== undefined && <p className="faint">{note}</p>}
    </div>
  );
}
