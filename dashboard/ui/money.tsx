import { formatMoney } from "../format/money.ts";

/** An amount in minor units as money. */
export function Money({ minor, currency }: { readonly minor: number; readonly currency: string }) {
  return <span className="number">{formatMoney(minor, currency)}</span>;
}
