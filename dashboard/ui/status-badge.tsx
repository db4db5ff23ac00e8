import { toWords } from "../format/words.ts";
import { Badge } from "./badge.tsx";
import type { Tone } from "./callout.tsx";

const TONES: Readonly<Record<string, Tone>> = {
  pending: "neutral",
  processing: "info",
  authorized: "info",
  completed: "success",
  failed: "danger",
  cancelled: "neutral",
  partially_refunded: "warning",
  refunded: "warning",
  delivered: "success",
  retrying: "warning",
  exhausted: "danger",
  parked: "neutral",
  enabled: "success",
  disabled: "neutral",
  received: "info",
  applied: "success",
  ignored: "neutral",
  held: "warning",
  dead: "danger",
  suspense: "warning",
  told: "info",
  confirmed: "info",
  refuted: "danger",
  ok: "success",
  failing: "danger",
  unknown: "neutral",
};

/** Where something stands, in the API's word for it. */
export function StatusBadge({ status }: { readonly status: string }) {
  return <Badge tone={TONES[status] ?? "neutral"}>{toWords(status)}</Badge>;
}
