/** Where a merchant's objects live. The number is the first byte of its ids and never changes its meaning. */
export interface Region {
  readonly number: number;
  readonly name: string;
  /** Cloudflare location hint; absent for the default region, whose objects live where they are first used. */
  readonly hint?: DurableObjectLocationHint;
}

/** Append only: a number, once given, is in ids for ever. */
export const REGIONS: readonly Region[] = [
  { number: 0, name: "default" },
  { number: 1, name: "wnam", hint: "wnam" },
  { number: 2, name: "enam", hint: "enam" },
  { number: 3, name: "sam", hint: "sam" },
  { number: 4, name: "weur", hint: "weur" },
  { number: 5, name: "eeur", hint: "eeur" },
  { number: 6, name: "apac", hint: "apac" },
  { number: 7, name: "oc", hint: "oc" },
  { number: 8, name: "afr", hint: "afr" },
  { number: 9, name: "me", hint: "me" },
];

/** The region of a number, or null for one that was never given out. */
export function findRegion(number: number): Region | null {
  return REGIONS[number] ?? null;
}
