/** What an object is told of a socket it is to accept, by the Worker that knows who asks. */
export interface SocketTerms {
  /** What the socket listens to within its object. */
  readonly topic: string;
  /** Who holds it, as a hash: sockets are bounded by caller. */
  readonly caller: string;
  /** When its token ends, and the socket with it; epoch milliseconds. */
  readonly expiresAt: number;
  /** What the client has seen last; null: it asks for nothing to be repeated. */
  readonly since: string | null;
  /** The ticket it came with, which is good once. */
  readonly ticket: { readonly id: string; readonly expiresAt: number } | null;
}

/** What every socket of a channel object listens to: there is but one thing. */
export const CHANNEL_TOPIC = "all";

/** Why an object did not accept a socket. */
export type SocketRefusal = "not_found" | "ticket_used" | "caller_full" | "object_full";

/** Close code: the token has ended. Codes from 4000 on are the application's (RFC 6455 section 7.4.2). */
export const CLOSE_TOKEN_EXPIRED = 4401;
/** Close code: the client said more than `ping`, too much of it (RFC 6455 section 7.4.1: policy violation). */
export const CLOSE_TALKATIVE = 1008;

/** The one message that is no event: something was missed that cannot be repeated; read the state anew. */
export const RESYNC_MESSAGE = '{"type":"resync"}';
