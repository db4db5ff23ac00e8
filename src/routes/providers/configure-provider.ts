import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readJsonBody } from "../../middleware/request-body.ts";
import { requireProviderName } from "../../services/operations/require-provider.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonValueSchema } from "../shared/json-value.ts";
import { BODY_PROBLEMS, problemResponses } from "../shared/responses.ts";

const secretSchema = z.string().min(1).max(4_096).optional();

const configurationSchema = z.strictObject({
  is_active: z.boolean().optional(),
  api_key: secretSchema,
  api_secret: secretSchema,
  webhook_secret: secretSchema,
  config: z.record(z.string(), jsonValueSchema).optional(),
  merchant_id: z.string().min(1).max(64).optional(),
});

const providerPath = z.object({ name: z.string().meta({ example: "cpay" }) });
const PROBLEMS = ["not_found", "not_available_yet"] as const;

const CONFIGURE_PROVIDER = {
  operationId: "configureProvider",
  tags: ["Providers"],
  summary: "Set up an own account at a provider",
  description: "Not available in this version: providers are set up by the gateway's environment.",
  request: {
    params: providerPath,
    body: {
      content: { "application/json": { schema: configurationSchema, example: { is_active: true } } },
      required: true,
    },
  },
  responses: problemResponses([...BODY_PROBLEMS, ...PROBLEMS]),
};

/** `POST /providers/{name}/config` */
export class ConfigureProvider extends ApiRoute {
  override readonly access = { scope: "providers:write" } as const;
  override schema = CONFIGURE_PROVIDER;

  override async run(c: AppContext): Promise<Response> {
    requireProviderName(c.req.param("name") ?? "");
    await readJsonBody(c, configurationSchema);
    throw notAvailable();
  }
}

const REMOVE_PROVIDER_CONFIGURATION = {
  operationId: "removeProviderConfiguration",
  tags: ["Providers"],
  summary: "Remove an own account at a provider",
  description: "Not available in this version: providers are set up by the gateway's environment.",
  request: { params: providerPath },
  responses: problemResponses(PROBLEMS),
};

/** `DELETE /providers/{name}/config` */
export class RemoveProviderConfiguration extends ApiRoute {
  override readonly access = { scope: "providers:write" } as const;
  override schema = REMOVE_PROVIDER_CONFIGURATION;

  override async run(c: AppContext): Promise<Response> {
    requireProviderName(c.req.param("name") ?? "");
    throw notAvailable();
  }
}

function notAvailable(): Problem {
  return new Problem("not_available_yet", "Providers are set up by the gateway's environment in this version.");
}
