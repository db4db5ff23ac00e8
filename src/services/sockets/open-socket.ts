import type { TransactionId } from "../../domain/identifiers.ts";
import { Problem } from "../../domain/problem.ts";
import { CHANNEL_TOPIC, type SocketRefusal, type SocketTerms } from "../../domain/socket-terms.ts";
import type { SocketChannel } from "../../domain/socket-ticket.ts";
import { assertNever } from "../../lib/assert-never.ts";
import { sha256Hex } from "../../lib/hash.ts";
import { readSocketResponse, toSocketRequest } from "../../objects/shared/socket-client.ts";
import type { Gateway } from "../gateway.ts";
import { actingMerchant, assertVisible, notFound, type Principal } from "../principal.ts";
import type { SocketPass } from "./socket-pass.ts";

/** A full object or caller is asked again after a while, seconds. */
const RETRY_AFTER_SECONDS = 10;

/**
 * Whether a channel is about the token's own subject, who needs no scope to listen (contract section 6): a shop can let
 * a customer watch without letting them read everybody's payments.
 */
export function isOwnChannel(channel: SocketChannel | null, { subject }: Principal): boolean {
  return channel?.kind === "user" && channel.userId === subject;
}

/** Throws unless the caller may listen to a channel: not found for another merchant's payment. */
export async function requireChannel(gateway: Gateway, principal: Principal, channel: SocketChannel): Promise<void> {
  if (channel.kind === "transaction") await requireTransaction(gateway, principal, channel.id);
  // Users are the merchant's own names: whoever may read its payments may listen to any, even before the first payment.
  else actingMerchant(principal);
}

/** Has the object that serves a channel accept a socket; what was missed since `since` comes first. */
export async function openSocket(
  gateway: Gateway,
  pass: SocketPass,
  channel: SocketChannel,
  since: string | null,
): Promise<WebSocket> {
  const { principal, expiresAt, ticket } = pass;
  const caller = sha256Hex(`${principal.merchantId ?? ""}|${principal.subject}`);
  const topic = channel.kind === "transaction" ? channel.id : CHANNEL_TOPIC;
  const terms: SocketTerms = { topic, caller, expiresAt, since, ticket };
  const socket = await readSocketResponse(await askForSocket(gateway, principal, channel, toSocketRequest(terms)));
  if (typeof socket === "string") throw refusalOf(socket);
  return socket;
}

function askForSocket(
  gateway: Gateway,
  principal: Principal,
  channel: SocketChannel,
  request: Request,
): Promise<Response> {
  if (channel.kind === "transaction") return gateway.callShard(channel.id, (shard) => shard.fetch(request));
  const customerId = channel.kind === "user" ? channel.userId : null;
  const address = { merchantId: actingMerchant(principal), customerId };
  return gateway.callChannel(address, (object) => object.fetch(request));
}

async function requireTransaction(gateway: Gateway, principal: Principal, id: TransactionId): Promise<void> {
  const merchantId = await gateway.callShard(id, (shard) => shard.findOwner(id));
  if (merchantId === null) throw notFound("payment or payout");
  assertVisible(principal, merchantId, "payment or payout");
}

function refusalOf(refusal: SocketRefusal): Problem {
  switch (refusal) {
    case "not_found":
      return notFound("payment or payout");
    case "ticket_used":
      return new Problem("invalid_token", "The ticket has been used.");
    case "caller_full":
      return new Problem("too_many_sockets", "Close some of your sockets first.", {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    case "object_full":
      return new Problem("overloaded", "There are too many listeners right now.", {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    default:
      return assertNever(refusal);
  }
}
