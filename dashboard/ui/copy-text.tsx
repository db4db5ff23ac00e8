import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { shortenId } from "../format/words.ts";

interface CopyTextProps {
  readonly text: string;
  /** What it is, for the button's name: "payment id". */
  readonly what: string;
  readonly isShort?: boolean;
}

/** How long it says so. */
const COPIED_MS = 1_500;

/** An id with a button that copies it whole. */
export function CopyText({ text, what, isShort = false }: CopyTextProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const Icon = isCopied ? Check : Copy;
  return (
    <span className="copy">
      <code title={text}>{isShort ? shortenId(text) : text}</code>
      <button
        type="button"
        className="copy__button"
        aria-label={isCopied ? `Copied the ${what}` : `Copy the ${what}`}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        <Icon size={14} aria-hidden="true" />
      </button>
    </span>
  );
}
