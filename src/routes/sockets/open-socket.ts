import { z } from "zod";
import { isUuid } from "../../domain/identifiers.ts";
import { Problem } from "../../domain/problem.ts";
import { parseSocketPath, type SocketChannel } from "../../domain/socket-ticket.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readBearerToken, requireScope } from "../../middleware/authentication.ts";
import { limitAddress, limitCaller } from "../../middleware/rate-limit.ts";
import { readQuery } from "../../middleware/request-query.ts";
import { notFound } from "../../services/principal.ts";
import { isOwnChannel, openSocket, requireChannel } from "../../services/sockets/open-socket.ts";
import { passOfToken, type SocketPass } from "../../services/sockets/socket-pass.ts";
import { readSocketTicket } from "../../services/sockets/socket-tickets.ts";

/** The subprotocol behind which a browser hands over its token (contract section 6). */
const BEARER_PROTOCOL = "bearer";

const sequence = z.string().regex(/^(0|[1-9][0-9]{0,8})$/, "Give the sequence of the event you have seen last.");
const eventId = z.string().refine(isUuid, { error: "Give the id of the event you have seen last." });

/** `GET /ws/…`: every refusal is an ordinary answer before the upgrade. */
export async function openSocketRoute(c: AppContext): Promise<Response> {
  requireKnownOrigin(c);
  const channel = parseSocketPath(new URL(c.req.url).pathname);
  const pass = await authenticateSocket(c, channel).catch(async (refusal: unknown) => {
    await limitAddress(c, "reads");
    throw refusal;
  });
  c.set("principal", pass.principal);
  await limitCaller(c);
  if (!isOwnChannel(channel, pass.principal)) requireScope(c, "payments:read");
  if (channel === null) throw notFound("channel");
  const schema = z.strictObject({
    since: (channel.kind === "transaction" ? sequence : eventId).optional(),
    ticket: z.string().optional(),
  });
  const { since } = readQuery(c, schema);
  const gateway = c.get("gateway");
  await requireChannel(gateway, pass.principal, channel);
  if (!isUpgrade(c)) throw upgradeRequired();
  const socket = await openSocket(gateway, pass, channel, since?.toLowerCase() ?? null);
  const headers = offeredProtocols(c)[0] === BEARER_PROTOCOL ? { "Sec-WebSocket-Protocol": BEARER_PROTOCOL } : {};
  return new Response(null, { status: 101, webSocket: socket, headers });
}

/** A token in the header, behind the subprotocol `bearer`, or a ticket in its place. */
async function authenticateSocket(c: AppContext, channel: SocketChannel | null): Promise<SocketPass> {
  const { config } = c.get("gateway");
  if (c.req.header("authorization") !== undefined) return passOfToken(config, readBearerToken(c));
  const [protocol, token] = offeredProtocols(c);
  if (protocol === BEARER_PROTOCOL && token !== undefined) return passOfToken(config, token);
  const ticket = c.req.query("ticket");
  if (ticket === undefined) {
    const how = "Send Authorization: Bearer <token>, Sec-WebSocket-Protocol: bearer, <token>, or ?ticket=.";
    throw new Problem("unauthenticated", how);
  }
  if (channel === null) throw notFound("channel");
  return readSocketTicket(config, ticket, channel);
}

/**
 * Browsers say where a page comes from. What is not ours and not on the list gets no socket, as it gets no answer of the
 * API to read: a page of somebody else's has no business with a token, however it came by it.
 */
function requireKnownOrigin(c: AppContext): void {
  const origin = c.req.header("origin");
  if (origin === undefined || c.get("gateway").config.corsOrigins.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host) return;
  throw new Problem("origin_not_allowed", "Pages of this origin may not open sockets here; see CORS_ORIGINS.");
}

function offeredProtocols(c: AppContext): string[] {
  const offered = c.req.header("sec-websocket-protocol") ?? "";
  return offered.split(",").map((protocol) => protocol.trim());
}

function isUpgrade(c: AppContext): boolean {
  return c.req.method === "GET" && c.req.header("upgrade")?.toLowerCase() === "websocket";
}

function upgradeRequired(): Problem {
  return new Problem("upgrade_required", "This address answers WebSocket handshakes.", {
    headers: { Upgrade: "websocket" },
  });
}
