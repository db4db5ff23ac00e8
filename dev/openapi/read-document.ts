import { Hono } from "hono";
import type { AppEnv } from "../../src/middleware/app-context.ts";
import { API_BASE, registerApi } from "../../src/routes/api-router.ts";

/** The API's OpenAPI document as its text would be answered, without a running gateway. */
export async function readDocument(): Promise<string> {
  const app = new Hono<AppEnv>();
  registerApi(app);
  const answer = await app.request(`${API_BASE}/openapi.json`);
  return answer.text();
}
