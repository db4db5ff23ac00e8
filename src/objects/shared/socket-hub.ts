import {
  CLOSE_TALKATIVE,
  CLOSE_TOKEN_EXPIRED,
  type SocketRefusal,
  type SocketTerms,
} from "../../domain/socket-terms.ts";
import type { Clock } from "../../lib/clock.ts";
import type { ObjectMigration } from "./sql-migrations.ts";
import type { Timers } from "./timers.ts";

/** Tickets that were used, until they would be refused for their age. */
export const SOCKETS_SCHEMA: ObjectMigration = `
  CREATE TABLE used_tickets (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;`;

/** The duty of closing the sockets whose token ends in a second; its `ref` is that second. */
export const SOCKETS_DUTY = "sockets";

/** Sockets of one object: a third of what the platform allows, each a few kilobytes. */
const MAX_SOCKETS = 10_000;
/** Sockets of one caller in one object; the contract promises 2,000. */
const MAX_SOCKETS_PER_CALLER = 2_500;
/** A client has nothing to say but `ping`, which never gets here. Characters or bytes. */
const MAX_MESSAGE_LENGTH = 1_024;
const MAX_MESSAGES = 20;

/** Codes that say how a connection ended without one, and may not be sent (RFC 6455 section 7.4.1). */
const UNSENDABLE: ReadonlySet<number> = new Set([1005, 1006, 1015]);

/** The sockets of one object. They hibernate: what is known of them is in their tags, nothing in memory. */
export interface SocketHub {
  /** Accepts a socket, or says why not. What `replay` gives is sent first, in the same step: nothing comes between. */
  accept(terms: SocketTerms, replay: () => Iterable<string>): WebSocket | SocketRefusal;
  /** Sends messages to all that listen to a topic; costs next to nothing when nobody does. */
  broadcast(topic: string, messages: () => readonly string[]): void;
  /** Closes the sockets whose tokens end in the second that a timer stands for. */
  closeExpired(second: string): void;
  /** To be called when a client closes: without an answer it would wait, and the socket would go on being counted. */
  left(socket: WebSocket, code: number): void;
  /** To be called with what a client says. */
  heard(socket: WebSocket, message: string | ArrayBuffer): void;
}

/** The hub of an object. `ping` is answered by the platform, without waking anything. */
export function createSocketHub(state: DurableObjectState, timers: Timers, clock: Clock): SocketHub {
  state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  const heardFrom = new WeakMap<WebSocket, number>();
  const counts = createSocketCounts(state);
  const refuse = ({ caller, ticket }: SocketTerms): SocketRefusal | null => {
    if (counts.isFull(undefined, MAX_SOCKETS)) return "object_full";
    if (counts.isFull(callerTag(caller), MAX_SOCKETS_PER_CALLER)) return "caller_full";
    return ticket === null || useTicket(state.storage.sql, ticket, clock()) ? null : "ticket_used";
  };
  return {
    accept(terms, replay) {
      const refusal = refuse(terms);
      if (refusal !== null) return refusal;
      const { 0: client, 1: server } = new WebSocketPair();
      const second = String(Math.ceil(terms.expiresAt / 1_000));
      state.acceptWebSocket(server, [topicTag(terms.topic), callerTag(terms.caller), secondTag(second)]);
      counts.add(callerTag(terms.caller));
      timers.set(SOCKETS_DUTY, second, Number(second) * 1_000);
      for (const message of replay()) send(server, message);
      return client;
    },
    broadcast(topic, messages) {
      const sockets = state.getWebSockets(topicTag(topic));
      if (sockets.length === 0) return;
      const all = messages();
      for (const socket of sockets) for (const message of all) send(socket, message);
    },
    closeExpired(second) {
      for (const socket of state.getWebSockets(secondTag(second))) {
        close(socket, CLOSE_TOKEN_EXPIRED, "the token has expired");
      }
      timers.set(SOCKETS_DUTY, second, null);
    },
    left(socket, code) {
      close(socket, UNSENDABLE.has(code) ? 1000 : code, "");
    },
    heard(socket, message) {
      const size = typeof message === "string" ? message.length : message.byteLength;
      const messages = (heardFrom.get(socket) ?? 0) + 1;
      heardFrom.set(socket, messages);
      if (size <= MAX_MESSAGE_LENGTH && messages <= MAX_MESSAGES) return;
      close(socket, CLOSE_TALKATIVE, "only ping is understood");
    },
  };
}

interface SocketCounts {
  /** Whether there are so many sockets with a tag, or (undefined) of all. */
  isFull(tag: string | undefined, max: number): boolean;
  add(tag: string): void;
}

/**
 * Counts sockets from above: those that have gone are left out only when a bound seems to be reached and the platform is
 * asked, since asking costs more the more there are. In memory; an object that begins anew asks again.
 */
function createSocketCounts(state: DurableObjectState): SocketCounts {
  const counted = new Map<string | undefined, number>();
  const recount = (tag: string | undefined): number => {
    if (counted.size > MAX_SOCKETS) counted.clear();
    const sockets = state.getWebSockets(tag).length;
    counted.set(tag, sockets);
    return sockets;
  };
  return {
    isFull: (tag, max) => (counted.get(tag) ?? recount(tag)) >= max && recount(tag) >= max,
    add(tag) {
      for (const each of [tag, undefined]) {
        const known = counted.get(each);
        if (known !== undefined) counted.set(each, known + 1);
      }
    },
  };
}

/** A ticket is good once: whoever writes it down first has used it. */
function useTicket(sql: SqlStorage, { id, expiresAt }: { id: string; expiresAt: number }, now: number): boolean {
  sql.exec("DELETE FROM used_tickets WHERE expires_at <= ?", now);
  const query = "INSERT INTO used_tickets (id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id";
  return expiresAt > now && sql.exec(query, id, expiresAt).toArray().length === 1;
}

const topicTag = (topic: string) => `topic:${topic}`;
const callerTag = (caller: string) => `caller:${caller}`;
const secondTag = (second: string) => `until:${second}`;

/** What cannot be sent to one socket is no matter of the others'; its client will come back and ask for it. */
function send(socket: WebSocket, message: string): void {
  try {
    socket.send(message);
  } catch {
    close(socket, 1011, "the message could not be sent");
  }
}

function close(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // It is closed already.
  }
}
