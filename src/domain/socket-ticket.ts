import { parseShardId, type TransactionId } from "./identifiers.ts";

/** What a socket listens to (contract section 6). */
export type SocketChannel =
  | { readonly kind: "transaction"; readonly id: TransactionId }
  | { readonly kind: "user"; readonly userId: string }
  | { readonly kind: "merchant" };

/** A ticket has to be used within a minute (contract section 6), seconds. */
export const TICKET_SECONDS = 60;

/** Longest name of a user: that of a payment's customer. */
const MAX_USER_ID = 128;

/** Reads a socket's path, as in an address and in the request for a ticket; null when it is none. */
export function parseSocketPath(path: string): SocketChannel | null {
  if (path === "/ws/merchant") return { kind: "merchant" };
  const [, kind, name = ""] = /^\/ws\/(transaction|user)\/([^/?#]+)$/.exec(path) ?? [];
  if (kind === "transaction") {
    const id = parseShardId(name);
    return id === null ? null : { kind, id };
  }
  const userId = kind === "user" ? decodeName(name) : null;
  return userId === null ? null : { kind: "user", userId };
}

/** One spelling for each channel, so that a ticket can be held against the address it is used at. */
export function nameOfSocketChannel(channel: SocketChannel): string {
  switch (channel.kind) {
    case "transaction":
      return `transaction:${channel.id}`;
    case "user":
      return `user:${channel.userId}`;
    case "merchant":
      return "merchant";
  }
}

function decodeName(name: string): string | null {
  try {
    const decoded = decodeURIComponent(name);
    const isUsable = decoded !== "" && decoded.length <= MAX_USER_ID && !decoded.includes("\u0000");
    return isUsable ? decoded : null;
  } catch {
    return null;
  }
}
