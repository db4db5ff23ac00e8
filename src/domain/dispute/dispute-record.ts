/** What a payment remembers of a dispute: enough to tell news from what was told before. */
export interface DisputeRecord {
  /** The provider's id of the dispute. */
  readonly id: string;
  readonly status: "opened" | "updated" | "closed";
  /** The provider's words for where it stood, as they were told, the newest last. */
  readonly stages: readonly string[];
}
