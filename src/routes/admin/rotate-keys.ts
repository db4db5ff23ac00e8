import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { callerOf } from "../../middleware/caller.ts";
import { readOptionalJsonBody } from "../../middleware/request-body.ts";
import { rotateKeys } from "../../services/key-rotation/rotate-keys.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

const bodySchema = z.strictObject({
  after: z.string().min(1, "Leave it out instead of empty.").max(128).optional(),
});

const rotationSchema = z.object({
  owners: z.number().int(),
  resealed: z.number().int(),
  unreadable: z.record(z.string(), z.number().int()).meta({
    description: "Secrets that no key of the ring opens, by the id of the key they need.",
  }),
  failed: z.array(z.string()).meta({ description: "Owners that could not be reached: run it again." }),
  next: z.string().nullable().meta({ description: "after of the next request; null: this was the last." }),
});

const SCHEMA = {
  operationId: "rotateKeys",
  tags: ["Administration"],
  summary: "Encrypt stored secrets with the first key",
  description:
    "Goes through merchants, some with each request, and encrypts with the first key of ENCRYPTION_KEYS what another key " +
    "has encrypted. May be repeated. Once a whole run has told of nothing unreadable and nobody failed, and of nothing " +
    "resealed, the other keys may go. `npm run keys:rotate` does all of it.",
  request: {
    body: { content: { "application/json": { schema: bodySchema, example: {} } }, required: false },
  },
  responses: {
    "200": jsonResponse("What was done", rotationSchema, {
      owners: 50,
      resealed: 12,
      unreadable: {},
      failed: [],
      next: "acme",
    }),
    ...problemResponses([...BODY_PROBLEMS, "database_unavailable"]),
  },
};

/** `POST /admin/keys/rotate` */
export class RotateKeys extends ApiRoute {
  override readonly access = { scope: "admin" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readOptionalJsonBody(c, bodySchema);
    const rotation = await rotateKeys(c.get("gateway"), callerOf(c), value.after ?? null);
    return c.json({ ...rotation });
  }
}
