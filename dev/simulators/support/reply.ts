import type { ServerResponse } from "node:http";

/** What a handler answers. A value instead of a write, so that a fault rule can still spoil, delay or drop it. */
export interface Reply {
  readonly status: number;
  /** Sent as JSON; absent means `text`, or nothing at all. */
  readonly body?: unknown;
  /** Sent as it is, with the content type given in `headers`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds to wait with the answer after the effect has happened. */
  readonly holdMs?: number;
  /** The effect has happened, but the connection is cut instead of answered. */
  readonly cut?: boolean;
}

/** Writes a reply; does nothing harmful when the caller has hung up meanwhile. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  const text = reply.text ?? (reply.body === undefined ? "" : JSON.stringify(reply.body));
  const headers: Record<string, string | number> = {};
  // RFC 9110, section 8.6: a 204 has no Content-Length.
  if (reply.status !== 204) headers["content-length"] = Buffer.byteLength(text);
  if (reply.body !== undefined) headers["content-type"] = "application/json; charset=utf-8";
  response.writeHead(reply.status, reply.headers === undefined ? headers : { ...headers, ...reply.headers });
  response.end(text);
}
