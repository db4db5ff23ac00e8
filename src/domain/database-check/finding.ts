/** What is wrong with one row of Postgres. */
export interface Finding {
  readonly table: string;
  readonly id: string;
  /** What the row belongs to: a payment, a payout, a chain; null where it does not say. */
  readonly owner: string | null;
  /**
   * `missing`: its object has told of it and it is not there. `edited`: it is not as its object has told; `columns` says
   * where. `extra`: no object knows it. `lost`: only Postgres had it, and it is gone or not what was handed over.
   * `broken`: the object's own record does not hash to what it should.
   */
  readonly kind: "missing" | "edited" | "extra" | "lost" | "broken";
  readonly columns: readonly string[];
  readonly repaired: boolean;
}
