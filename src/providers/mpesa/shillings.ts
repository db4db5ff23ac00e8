/** Daraja moves whole shillings; ours are counted in cents. */
const CENTS = 100;
/** The only currency there is. */
export const KES = "KES";

/** Whether an amount can be asked of Daraja at all. */
export function isWholeShillings(amountMinor: number): boolean {
  return amountMinor % CENTS === 0;
}

/** Our cents as Daraja's shillings. Throws on a fraction, which has to be refused before it gets here. */
export function toShillings(amountMinor: number): number {
  if (!isWholeShillings(amountMinor)) throw new RangeError("Daraja takes whole shillings");
  return amountMinor / CENTS;
}

/** An amount as Daraja writes it ("1000", 1000.00, "1,000.5") in cents, digit by digit; null when it is none. */
export function fromShillings(value: unknown): number | null {
  const text = typeof value === "number" || typeof value === "string" ? String(value).replaceAll(",", "").trim() : "";
  const [, whole = "", decimals = ""] = /^(\d{1,13})(?:\.(\d{1,2})0*)?$/.exec(text) ?? [];
  return whole === "" ? null : Number(whole + decimals.padEnd(2, "0"));
}
