import { createListing, type Listing, type Page } from "../listing.ts";
import type { Send } from "../transport.ts";
import type { CallOptions } from "./call-options.ts";

/** The list at a path, from where the query says; its later pages are asked for with `cursor`. */
export function readList<Item>(
  send: Send,
  path: string,
  query: object = {},
  { signal }: CallOptions = {},
): Listing<Item> {
  return createListing((cursor) =>
    send<Page<Item>>({
      method: "GET",
      path,
      query: cursor === null ? query : { ...query, cursor },
      repeatable: "always",
      signal,
    }),
  );
}
