import { z } from "zod";
import { SUMMARY_INTERVALS } from "../../domain/report/summary.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { readSummary } from "../../services/reports/read-summary.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { merchantParameter, textParameter, timeParameter } from "../shared/parameters.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";
import { EXAMPLE_SUMMARY, summarySchema } from "./summary.schema.ts";

const querySchema = z.strictObject({
  from: timeParameter,
  to: timeParameter,
  interval: z
    .enum(SUMMARY_INTERVALS, { error: `Give one of ${SUMMARY_INTERVALS.join(", ")}.` })
    .optional()
    .meta({ description: "What the series is cut into, in UTC; day by default." }),
  merchant_id: merchantParameter,
  provider: textParameter(64),
  currency: textParameter(3),
});

const SCHEMA = {
  operationId: "getSummary",
  tags: ["Reports"],
  summary: "Sum up a range of time",
  description:
    "What began and what ended, by hour or day, provider and currency. Each thing counts when it happened: a payment as " +
    "initiated when it was made, as completed, failed or cancelled when it came to that end. One that failed and is paid " +
    "after all is taken back from the failed. Every hour or day that the range touches counts whole. At most 31 days by " +
    "hour and 400 by day; the last 24 hours or 30 days unless asked otherwise. A merchant sees its own, an operator " +
    "everybody's or one merchant's.",
  request: { query: querySchema },
  responses: {
    "200": jsonResponse("The figures", summarySchema, EXAMPLE_SUMMARY),
    ...problemResponses(["validation_failed", "not_found", "database_unavailable"]),
  },
};

/** `GET /reports/summary` */
export class GetSummary extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const query = readQuery(c, querySchema);
    const summary = await readSummary(c.get("gateway"), c.get("principal"), {
      interval: query.interval ?? "day",
      from: toEpochMs(query.from),
      to: toEpochMs(query.to),
      merchantId: query.merchant_id,
      provider: query.provider,
      currency: query.currency,
    });
    return c.json(summary);
  }
}

function toEpochMs(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
