import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { readJsonBody, validationFailed } from "../../middleware/request-body.ts";
import { checkDatabase } from "../../services/database/check-database.ts";
import { FIRST_POSITION, formatPosition, parsePosition } from "../../services/database/check-position.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

const bodySchema = z.strictObject({
  cursor: z.string().max(128).nullish(),
  repair: z.boolean().default(false),
  remove_extra: z.boolean().default(false),
});

const findingSchema = z.object({
  table: z.string(),
  id: z.string(),
  owner: z.string().nullable(),
  kind: z.enum(["missing", "edited", "extra", "lost", "broken"]),
  columns: z.array(z.string()),
  repaired: z.boolean(),
});

const answerSchema = z.object({
  checked: z.number().int(),
  pending: z.number().int(),
  findings: z.array(findingSchema),
  next_cursor: z.string().nullable(),
});

const EXAMPLE = {
  checked: 20,
  pending: 0,
  findings: [
    {
      table: "transactions",
      id: "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a",
      owner: "0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a",
      kind: "edited",
      columns: ["amount_minor"],
      repaired: false,
    },
  ],
  next_cursor: "payments.0.17.00110000-0000-0000-0000-000000000000",
};

const SCHEMA = {
  operationId: "checkDatabase",
  tags: ["Administration"],
  summary: "Hold Postgres against the objects, and repair it",
  description:
    "One stretch of the walk through all objects, which are the truth: each row that is missing, edited or extra is named. With `repair`, missing and edited rows are written anew; with `remove_extra`, those no object knows are deleted. Go on with `next_cursor` until it is null; `npm run db:verify` does. See docs/recovery.md.",
  request: {
    body: { content: { "application/json": { schema: bodySchema, example: { repair: false } } }, required: true },
  },
  responses: {
    "200": jsonResponse("What was found", answerSchema, EXAMPLE),
    ...problemResponses([...BODY_PROBLEMS, "database_unavailable"]),
  },
};

/** `POST /admin/database/check` */
export class CheckDatabase extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const position = value.cursor == null ? FIRST_POSITION : parsePosition(value.cursor);
    if (position === null) throw validationFailed([{ path: "cursor", message: "It is not a cursor of this walk." }]);
    const options = { repair: value.repair, removeExtra: value.remove_extra };
    const { checked, pending, findings, next } = await checkDatabase(c.get("gateway"), position, options);
    return c.json({ checked, pending, findings, next_cursor: next === null ? null : formatPosition(next) });
  }
}
