import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

/** No provider call comes near this; it only keeps a runaway test from filling the memory. */
const MAX_BODY_BYTES = 1024 * 1024;

const NO_BODY = Buffer.alloc(0);

/** Reads a request's raw body, whose bytes the signature covers; refuses more than 1 MiB with 413. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  if (request.method === "GET" || request.method === "HEAD") return Promise.resolve(NO_BODY);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on("end", () => {
      if (size > MAX_BODY_BYTES) reject(new Refusal(413, "too_large", "The body is larger than 1 MiB."));
      else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    request.on("error", reject);
  });
}
