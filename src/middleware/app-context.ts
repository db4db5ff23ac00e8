import type { Context } from "hono";
import type { Logger } from "../lib/logger.ts";
import type { Gateway } from "../services/gateway.ts";
import type { Principal } from "../services/principal.ts";

/** What middleware leaves for handlers. */
export interface AppVariables {
  requestId: string;
  logger: Logger;
  gateway: Gateway;
  /** Set on every route but the public ones. */
  principal: Principal;
}

/** Hono's type parameter of this application. */
export interface AppEnv {
  Bindings: Cloudflare.Env;
  Variables: AppVariables;
}

/** The context of a request. */
export type AppContext = Context<AppEnv>;
