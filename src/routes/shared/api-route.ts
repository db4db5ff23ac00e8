import { OpenAPIRoute, type OpenAPIRouteSchema } from "chanfana";
import type { Scope } from "../../domain/token-claims.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { authenticate, requireScope } from "../../middleware/authentication.ts";
import { limitAddress, limitCaller, type RatePolicy } from "../../middleware/rate-limit.ts";

/** Who may call: holders of a token with a scope, or everybody within a limit by address (null: a limit of its own). */
export type Access = { readonly scope: Scope } | { readonly everybody: RatePolicy | null };

/** One endpoint: its description on top, who may call it, and what it does. Guards run before anything is read. */
export abstract class ApiRoute extends OpenAPIRoute<[AppContext]> {
  abstract override schema: OpenAPIRouteSchema;
  abstract readonly access: Access;

  /** Parses, calls a service and renders. Errors are thrown as problems. */
  abstract run(c: AppContext): Promise<Response>;

  override async handle(c: AppContext): Promise<Response> {
    if ("scope" in this.access) {
      await authenticate(c).catch(async (refusal: unknown) => {
        // Whoever cannot say who they are is counted by address, so that guessing tokens has a limit too.
        await limitAddress(c, c.req.method === "GET" || c.req.method === "HEAD" ? "reads" : "writes");
        throw refusal;
      });
      await limitCaller(c);
      requireScope(c, this.access.scope);
    } else if (this.access.everybody !== null) {
      await limitAddress(c, this.access.everybody);
    }
    return this.run(c);
  }
}
