import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { checkHealth } from "../../services/operations/check-health.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

const checkSchema = z.object({ status: z.enum(["ok", "down"]), latency_ms: z.number().int() });

const healthSchema = z.object({
  status: z.enum(["ok", "degraded", "down"]),
  version: z.string(),
  checks: z.object({ database: checkSchema, redis: checkSchema, queue: checkSchema, objects: checkSchema }),
});

const EXAMPLE = {
  status: "ok",
  version: "0.1.0",
  checks: {
    database: { status: "ok", latency_ms: 4 },
    redis: { status: "ok", latency_ms: 1 },
    queue: { status: "ok", latency_ms: 1 },
    objects: { status: "ok", latency_ms: 1 },
  },
};

const SCHEMA = {
  operationId: "getHealth",
  tags: ["Service"],
  summary: "Health",
  description: "degraded: a backing store is down while payments still go through. Cached for up to 5 s.",
  security: [],
  responses: {
    "200": jsonResponse("ok or degraded", healthSchema, EXAMPLE),
    "503": jsonResponse("down", healthSchema, { ...EXAMPLE, status: "down" }),
    ...problemResponses(["rate_limited", "configuration_invalid"], { isPublic: true, without: [503] }),
  },
};

/** `GET /health` */
export class GetHealth extends ApiRoute {
  override readonly access = { everybody: "reads" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const health = await checkHealth(c.get("gateway"));
    return c.json(health, health.status === "down" ? 503 : 200);
  }
}
