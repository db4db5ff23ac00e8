/** One page of a list. */
export interface Page<Item> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** A list: `for await` goes through all of it, page by page as it gets there. */
export interface Listing<Item> extends AsyncIterable<Item> {
  /** The one page that the query asks for. */
  page(): Promise<Page<Item>>;
}

/** A list whose pages are fetched from a cursor on; null: from where the query says. */
export function createListing<Item>(fetchPage: (cursor: string | null) => Promise<Page<Item>>): Listing<Item> {
  return {
    page: () => fetchPage(null),
    async *[Symbol.asyncIterator]() {
      let cursor: string | null = null;
      do {
        const page: Page<Item> = await fetchPage(cursor);
        yield* page.data;
        cursor = page.has_more ? page.next_cursor : null;
      } while (cursor !== null);
    },
  };
}
