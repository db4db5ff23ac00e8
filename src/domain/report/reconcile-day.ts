import type { BookedEntry, SettledEntry, TimeRange } from "./settlement.ts";

/** How our books and a provider's list differ about one payment or refund. */
export interface Difference {
  readonly type: "missing_at_provider" | "unknown_to_us" | "amount_differs" | "status_differs";
  readonly kind: "payment" | "refund";
  /** Ours; null for what is unknown to us. */
  readonly booked: BookedEntry | null;
  /** The provider's; null for what is missing there. */
  readonly settled: SettledEntry | null;
}

/** Count and sum of one kind and currency. */
export interface DayTotal {
  readonly kind: "payment" | "refund";
  readonly currency: string;
  readonly count: number;
  readonly amount_minor: number;
}

/** What is held against each other. */
export interface DayBooks {
  readonly day: TimeRange;
  /** What was completed that day, and whatever else of ours the provider's list names. */
  readonly booked: readonly BookedEntry[];
  /** The provider's list of the day and some time around it. */
  readonly settled: readonly SettledEntry[];
  /** Since when the provider's list is whole, by the time a thing was made; epoch milliseconds. */
  readonly listedSince: number;
  /** Whether the list is of things that are all the reader's; or else what is not known is not theirs to see. */
  readonly isWholeAccount: boolean;
}

/** What came of it. */
export interface DayComparison {
  readonly differences: readonly Difference[];
  /** The provider's figures of the day, of what the reader may see. */
  readonly theirs: readonly DayTotal[];
  /** How many of ours were found in the list or are missing there. */
  readonly compared: number;
  /** Ours of the day that the list does not reach back to. */
  readonly notCompared: number;
}

/** Holds our books of a day against a provider's list. */
export function reconcileDay(books: DayBooks): DayComparison {
  const { day, booked, settled } = books;
  const find = findByName(settled, (entry) => [entry.reference, ...entry.providerIds]);
  const findBooked = findByName(booked, (entry) => [entry.id, ...entry.providerIds]);
  const differences: Difference[] = [];
  let compared = 0;
  let notCompared = 0;
  for (const ours of booked.filter((entry) => entry.isSettled && isWithin(day, entry.settledAt))) {
    const theirs = find(ours.kind, [ours.id, ...ours.providerIds]);
    if (theirs === null && ours.createdAt < books.listedSince) {
      notCompared += 1;
      continue;
    }
    compared += 1;
    const type = theirs === null ? "missing_at_provider" : compare(ours, theirs);
    if (type !== null) differences.push({ type, kind: ours.kind, booked: ours, settled: theirs });
  }
  const totals = new Map<string, DayTotal>();
  for (const theirs of settled.filter((entry) => entry.status === "settled" && isWithin(day, entry.at))) {
    const ours = findBooked(theirs.kind, [theirs.reference, ...theirs.providerIds]);
    // A refund that nobody has told us of is the reader's all the same if its payment is.
    const isTheirs = books.isWholeAccount || ours !== null || findBooked("payment", theirs.paymentIds) !== null;
    if (!isTheirs) continue;
    addTo(totals, theirs);
    // What is ours of this day has been compared above.
    if (ours?.isSettled && isWithin(day, ours.settledAt)) continue;
    const type = ours === null ? "unknown_to_us" : compare(ours, theirs);
    if (type !== null) differences.push({ type, kind: theirs.kind, booked: ours, settled: theirs });
  }
  return { differences, theirs: [...totals.values()].sort(byKindAndCurrency), compared, notCompared };
}

/** Entries of the list that name nothing among ours: to be looked for, for they may be ours of another day. */
export function findUnbooked(settled: readonly SettledEntry[], booked: readonly BookedEntry[]): SettledEntry[] {
  const find = findByName(booked, (entry) => [entry.id, ...entry.providerIds]);
  return settled.filter((entry) => find(entry.kind, [entry.reference, ...entry.providerIds]) === null);
}

function compare(ours: BookedEntry, theirs: SettledEntry): Difference["type"] | null {
  if (ours.isSettled !== (theirs.status === "settled")) return "status_differs";
  const isSame = ours.amountMinor === theirs.amountMinor && ours.currency === theirs.currency;
  return isSame ? null : "amount_differs";
}

type Named = { readonly kind: "payment" | "refund" };

function findByName<Entry extends Named>(
  entries: readonly Entry[],
  namesOf: (entry: Entry) => readonly (string | null)[],
): (kind: Named["kind"], names: readonly (string | null)[]) => Entry | null {
  const byName = new Map<string, Entry>();
  // Backwards, so that the first entry of a name is the one that stands.
  for (const entry of entries.toReversed()) {
    for (const name of namesOf(entry)) if (name !== null) byName.set(`${entry.kind} ${name}`, entry);
  }
  return (kind, names) => {
    for (const name of names) {
      const entry = name === null ? undefined : byName.get(`${kind} ${name}`);
      if (entry !== undefined) return entry;
    }
    return null;
  };
}

function isWithin({ from, to }: TimeRange, at: number | null): boolean {
  return at !== null && at >= from && at < to;
}

function addTo(totals: Map<string, DayTotal>, { kind, currency, amountMinor }: SettledEntry): void {
  const key = `${kind} ${currency}`;
  const { count, amount_minor } = totals.get(key) ?? { count: 0, amount_minor: 0 };
  totals.set(key, { kind, currency, count: count + 1, amount_minor: amount_minor + amountMinor });
}

function byKindAndCurrency(a: DayTotal, b: DayTotal): number {
  return `${a.kind} ${a.currency}` < `${b.kind} ${b.currency}` ? -1 : 1;
}
