import type Stripe from "stripe";
import type { CallContext } from "../provider.ts";
import type { StripeConfig } from "./config.ts";
import { callStripe, type StripeAnswer } from "./stripe-call.ts";
import { listSchema } from "./wire.ts";

/** One page of a list, from after the object with this id. */
type ListPage = (stripe: Stripe, startingAfter: string | undefined) => Promise<unknown>;

/** What a search through a list came to: the one object, its certain absence, or no answer. */
export type Found =
  | { readonly kind: "found"; readonly body: unknown; readonly answer: Extract<StripeAnswer, { kind: "answered" }> }
  | { readonly kind: "absent"; readonly answer: Extract<StripeAnswer, { kind: "answered" }> }
  | { readonly kind: "silent"; readonly answer: Exclude<StripeAnswer, { kind: "answered" }> };

/** More objects than an account makes within the window that is searched, or refunds that a payment has. */
const MAX_PAGES = 20;
/** Stripe's own most, per page. */
export const PAGE_SIZE = 100;

/**
 * Looks through a list for the object whose metadata carries a value of ours. Lists show what has been written, unlike
 * Stripe's search, which lags behind; so what they do not show does not exist.
 */
export async function findByMetadata(
  config: StripeConfig,
  context: CallContext,
  member: string,
  value: string,
  listPage: ListPage,
): Promise<Found> {
  let startingAfter: string | undefined;
  for (let page = 0; ; page += 1) {
    const answer = await callStripe(config, context, "read", (stripe) => listPage(stripe, startingAfter));
    if (answer.kind !== "answered") return { kind: "silent", answer };
    const list = listSchema.safeParse(answer.body);
    const unread = {
      kind: "unknown",
      reason: "unexpected_answer",
      isReplayed: false,
      exchange: answer.exchange,
    } as const;
    if (!list.success || page >= MAX_PAGES) return { kind: "silent", answer: unread };
    const body = list.data.data.find((object) => metadataOf(object)[member] === value);
    if (body !== undefined) return { kind: "found", body, answer };
    const last = list.data.data.at(-1);
    if (list.data.has_more !== true || last === undefined) return { kind: "absent", answer };
    const cursor = idOf(last);
    if (cursor === null) return { kind: "silent", answer: unread };
    startingAfter = cursor;
  }
}

function idOf(object: unknown): string | null {
  const id = object !== null && typeof object === "object" && "id" in object ? object.id : null;
  return typeof id === "string" && id !== "" ? id : null;
}

function metadataOf(object: unknown): { readonly [name: string]: unknown } {
  const metadata = object !== null && typeof object === "object" && "metadata" in object ? object.metadata : null;
  return metadata !== null && typeof metadata === "object" ? (metadata as { [name: string]: unknown }) : {};
}
