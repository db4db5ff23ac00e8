import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { reconcileProvider } from "../../services/reports/reconcile-provider.ts";
import { renderReconciliation, renderReconciliationCsv } from "../../services/reports/render-reconciliation.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { merchantParameter } from "../shared/parameters.ts";
import { problemResponses } from "../shared/responses.ts";
import { EXAMPLE_RECONCILIATION, reconciliationSchema } from "./reconciliation.schema.ts";

const querySchema = z.strictObject({
  provider: z.string().min(1, "Give a provider.").max(64).meta({ example: "stripe" }),
  date: z.iso
    .date({ error: "Give a day such as 2026-01-31." })
    // Room for the hours before and after that are looked at too.
    .refine((day) => day >= "1970-01-02" && day <= "9999-12-30", { error: "Give a day from 1970-01-02 on." })
    .meta({ description: "A day in UTC.", example: "2026-01-31" }),
  merchant_id: merchantParameter,
  format: z
    .enum(["json", "csv"], { error: "Give json or csv." })
    .optional()
    .meta({ description: "By default what Accept asks for." }),
});

const SCHEMA = {
  operationId: "getReconciliation",
  tags: ["Reports"],
  summary: "Hold a day against the provider's own list",
  description:
    "What was paid and given back through a provider on a day (UTC) as we have it, what the provider's own list says, and " +
    "how they differ. A merchant sees its own payments alone; an operator the platform's account, or a merchant's. JSON, " +
    "or CSV (RFC 4180) with Accept: text/csv or format=csv.",
  request: { query: querySchema },
  responses: {
    "200": {
      description: "Both sides and their differences",
      content: {
        "application/json": { schema: reconciliationSchema, example: EXAMPLE_RECONCILIATION },
        "text/csv": {
          schema: z.string(),
          example: "line,date,provider,kind,count,id\r\nours,2026-01-31,stripe,payment,12,\r\n",
        },
      },
    },
    ...problemResponses(["validation_failed", "not_found", "database_unavailable"]),
  },
};

/** `GET /reports/reconciliation` */
export class GetReconciliation extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const query = readQuery(c, querySchema);
    const accepted = c.req.header("accept") ?? "";
    const format = query.format ?? (/text\/csv/.test(accepted) && !/application\/json/.test(accepted) ? "csv" : "json");
    const found = await reconcileProvider(c.get("gateway"), c.get("principal"), {
      provider: query.provider,
      date: query.date,
      merchantId: query.merchant_id,
    });
    if (format === "json") return c.json(renderReconciliation(found));
    return c.body(renderReconciliationCsv(found), 200, {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="reconciliation-${found.provider}-${found.date}.csv"`,
    });
  }
}
