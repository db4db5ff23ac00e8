import type { Actor } from "../domain/actor.ts";
import { maskCardData } from "../lib/card-data.ts";
import { toStorableText } from "../lib/storable-json.ts";
import type { Caller } from "../services/principal.ts";
import type { AppContext } from "./app-context.ts";

/** Kept of a user agent in the audit trail, characters. */
const MAX_AGENT = 256;

/** The address a request came from; Cloudflare sets the header, callers cannot. */
export function callerAddress(c: AppContext): string | null {
  const address = c.req.header("cf-connecting-ip");
  return address !== undefined && /^[0-9A-Fa-f.:]{2,45}$/.test(address) ? address : null;
}

/** A request without a token, for the audit trail. */
export function anonymousActor(c: AppContext): Actor {
  const agent = c.req.header("user-agent");
  const userAgent = agent === undefined ? null : maskCardData(toStorableText(agent)).slice(0, MAX_AGENT).toWellFormed();
  return { userId: null, ipAddress: callerAddress(c), userAgent };
}

/** Who calls, with address and agent. */
export function callerOf(c: AppContext): Caller {
  const principal = c.get("principal");
  return { principal, actor: { ...anonymousActor(c), userId: maskCardData(toStorableText(principal.subject)) } };
}
