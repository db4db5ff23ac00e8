import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { MAX_BODY_BYTES, readBoundedText, readJsonBody } from "../../middleware/request-body.ts";
import { exchangeCredentials } from "../../services/auth/exchange-credentials.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

const tokenRequestSchema = z.strictObject({
  grant_type: z.literal("client_credentials", { error: "Give client_credentials." }).optional(),
  client_id: z.string().min(1).max(256).optional(),
  client_secret: z.string().min(1).max(256).optional(),
  scope: z.string().max(512).optional(),
});

const tokenSchema = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number().int(),
  scope: z.string(),
});

const EXAMPLE = {
  grant_type: "client_credentials",
  client_id: "1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b.7c9e6679-7425-40de-944b-e07fc1f90ae7",
  client_secret: "gks_…",
};

const SCHEMA = {
  operationId: "createToken",
  tags: ["Authentication"],
  summary: "Exchange an API key for a token",
  description: "OAuth 2.0 client credentials (RFC 6749 section 4.4), as form or JSON, or with HTTP Basic.",
  security: [],
  request: {
    body: {
      content: {
        "application/x-www-form-urlencoded": { schema: tokenRequestSchema, example: EXAMPLE },
        "application/json": { schema: tokenRequestSchema, example: EXAMPLE },
      },
      required: true,
    },
  },
  responses: {
    "200": jsonResponse("A token", tokenSchema, {
      access_token: "eyJhbGciOiJIUzI1NiJ9.…",
      token_type: "Bearer",
      expires_in: 900,
      scope: "payments:read payments:write",
    }),
    ...problemResponses([...BODY_PROBLEMS, "invalid_client", "invalid_request"], { isPublic: true }),
  },
};

/** `POST /auth/token` */
export class CreateToken extends ApiRoute {
  override readonly access = { everybody: "tokens" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const basic = readBasic(c.req.header("authorization"));
    const request = await readRequest(c);
    const clientId = basic?.id ?? request.client_id;
    const clientSecret = basic?.secret ?? request.client_secret;
    if (clientId === undefined || clientSecret === undefined) {
      throw new Problem("invalid_request", "Send client_id and client_secret.", {
        extensions: { error: "invalid_request" },
      });
    }
    return c.json(await exchangeCredentials(c.get("gateway"), clientId, clientSecret, request.scope ?? null));
  }
}

async function readRequest(c: AppContext): Promise<z.output<typeof tokenRequestSchema>> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") return (await readJsonBody(c, tokenRequestSchema)).value;
  const form = new URLSearchParams(await readBoundedText(c, MAX_BODY_BYTES));
  const parsed = tokenRequestSchema.safeParse(Object.fromEntries(form));
  // No parameter may come more than once (RFC 6749 section 3.2).
  const isRepeated = new Set(form.keys()).size < form.size;
  if (parsed.success && parsed.data.grant_type !== undefined && !isRepeated) return parsed.data;
  const error =
    form.has("grant_type") && form.get("grant_type") !== "client_credentials"
      ? "unsupported_grant_type"
      : "invalid_request";
  throw new Problem("invalid_request", "Send grant_type=client_credentials with client_id and client_secret.", {
    extensions: { error },
  });
}

/** Client id and secret are form-encoded inside Basic credentials (RFC 6749 section 2.3.1). */
function readBasic(header: string | undefined): { id: string; secret: string } | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  const decoded = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const separator = decoded.indexOf(":");
  if (separator < 0) return null;
  const decode = (part: string) => new URLSearchParams(`v=${part}`).get("v") ?? "";
  return { id: decode(decoded.slice(0, separator)), secret: decode(decoded.slice(separator + 1)) };
}
