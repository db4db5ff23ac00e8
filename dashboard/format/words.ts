/** A word of the API as people write it: "partially_refunded" is "Partially refunded". */
export function toWords(code: string): string {
  const text = code.replace(/[_.]/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The beginning and end of a long id, enough to recognise it. */
export function shortenId(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}

/** A count with its noun: 1 payment, 2 payments. */
export function countOf(count: number, noun: string): string {
  return `${new Intl.NumberFormat().format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
