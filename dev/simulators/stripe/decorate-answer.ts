import type { IncomingMessage } from "node:http";
import type { Reply } from "../support/reply.ts";
import { newId } from "./ids.ts";

/** Puts the headers on that every answer of the API has, errors and faults included. */
export function decorateAnswer(reply: Reply, { url, headers }: IncomingMessage, apiVersion: string): Reply {
  if (url?.startsWith("/v1/") !== true) return reply;
  const key = headers["idempotency-key"]?.toString();
  return {
    ...reply,
    headers: {
      "request-id": newId("req"),
      "stripe-version": headers["stripe-version"]?.toString() ?? apiVersion,
      ...(key === undefined ? {} : { "idempotency-key": key }),
      ...reply.headers,
    },
  };
}
