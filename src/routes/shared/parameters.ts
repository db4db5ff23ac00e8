import { z } from "zod";

/** Items on a page unless asked otherwise, and at most. */
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

const wholeNumber = (max: number) =>
  z
    .string()
    .regex(/^[1-9][0-9]{0,8}$/, "Give a whole number from 1 on.")
    .transform(Number)
    .refine((value) => value <= max, { error: `Give at most ${max}.` });

/** `limit` of a list. */
export const limitParameter = wholeNumber(MAX_LIMIT)
  .optional()
  .transform((value) => value ?? DEFAULT_LIMIT)
  .meta({ description: "Items to answer with, 1 to 100; 20 by default.", example: "20" });

/** `page` of a list, from 1 on. */
export const pageParameter = wholeNumber(1_000_000)
  .optional()
  .meta({ description: "Page number from 1 on. For deep lists use cursor.", example: "1" });

/** `cursor` of a list: `next_cursor` of the page before. */
export const cursorParameter = z
  .string()
  .min(1, "Give the next_cursor of the page before.")
  .max(1_024)
  .optional()
  .meta({ description: "next_cursor of the page before." });

/** A moment as RFC 3339, with any offset; handed on in UTC, to the microsecond, as every PostgreSQL reads it. */
export const timeParameter = z.iso
  .datetime({ offset: true, error: "Give an RFC 3339 time such as 2026-01-31T12:00:00Z." })
  .transform((text) => {
    const [, microseconds = "0"] = /\.([0-9]{1,6})/.exec(text) ?? [];
    return new Date(text).toISOString().replace(/\.[0-9]{3}Z$/, `.${microseconds}Z`);
  })
  .refine((text) => /^(?!0000)[0-9]{4}-/.test(text), { error: "Give a year from 0001 to 9999." })
  .optional()
  .meta({ example: "2026-01-31T12:00:00Z" });

/** A filter that has to match exactly. */
export const textParameter = (max: number) => z.string().min(1, "Leave it out instead of empty.").max(max).optional();

/** The merchant a report is about. */
export const merchantParameter = textParameter(64).meta({
  description: "For an operator: only this merchant's. Others see their own.",
});

/** The header every request that makes something needs. */
export const idempotencyHeaders = z.object({
  "idempotency-key": z.uuid({ version: "v4" }).meta({
    description: "A UUID v4, new for each new request and the same for every repeat of it. Bare or quoted.",
    example: "6f1c3f0e-8f44-4c9b-9a43-0d3c6a1b2e55",
  }),
});

/** A payment's id in a path. */
export const paymentPath = z.object({
  id: z.string().meta({ description: "The payment's id.", example: "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a" }),
});

/** A payout's id in a path. */
export const payoutPath = z.object({
  id: z.string().meta({ description: "The payout's id.", example: "0021a7d3-5e1c-8b2f-9a40-6b7c8d9e0f12" }),
});
