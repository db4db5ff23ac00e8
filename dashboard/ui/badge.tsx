import type { ReactNode } from "react";
import type { Tone } from "./callout.tsx";

/** A word with a colour; the word alone says it all. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`badge badge--${tone}`}>{children}</span>;
}
