/** From the benchmark to a part: its options, one task at a time, or that it should end. */
export type ToPart =
  | { readonly kind: "start"; readonly options: unknown }
  | { readonly kind: "task"; readonly number: number; readonly task: unknown }
  | { readonly kind: "stop" };

/** From a part to the benchmark: that it runs, what a task came to, or what went wrong. */
export type FromPart =
  | { readonly kind: "ready"; readonly info: unknown }
  | { readonly kind: "done"; readonly number: number; readonly result: unknown }
  | { readonly kind: "failed"; readonly number: number | null; readonly message: string };
