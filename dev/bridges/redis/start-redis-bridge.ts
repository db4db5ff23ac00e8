import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ListenOptions, type RunningServer, readBody, sendJson, startHttpServer } from "../http-server.ts";
import { type RedisBackend, type RedisCommand, RedisCommandError, type RedisReply } from "./redis-backend.ts";

/** Upstash's limit on larger plans; the gateway stays far below it. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** What the bridge serves, and to whom. */
export interface RedisBridgeOptions extends ListenOptions {
  readonly token: string;
  readonly backend: RedisBackend;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Serves Upstash's REST protocol: `POST /`, `/pipeline` and `/multi-exec`. It interprets no command; the backend stays
 * the caller's to close.
 */
export function startRedisBridge(options: RedisBridgeOptions): Promise<RunningServer> {
  return startHttpServer(options, (request, response) => answer(request, response, options));
}

async function answer(request: IncomingMessage, response: ServerResponse, options: RedisBridgeOptions): Promise<void> {
  const { status, body } = await toAnswer(request, options);
  sendJson(response, status, body, { "upstash-sync-token": "local" });
}

async function toAnswer(request: IncomingMessage, { backend, token }: RedisBridgeOptions): Promise<Answer> {
  const text = await readBody(request, MAX_REQUEST_BYTES);
  if (text === null) return failure(413, "ERR max request size exceeded");
  if (!isAuthorized(request.headers.authorization, token)) return failure(401, "Unauthorized");
  if (request.method !== "POST") return failure(405, "ERR use POST");
  const path = request.url?.split("?")[0];
  if (path !== "/" && path !== "/pipeline" && path !== "/multi-exec") return failure(404, "ERR no such path");
  const encode = request.headers["upstash-encoding"] === "base64" ? encodeBase64 : encodeText;
  try {
    const json: unknown = JSON.parse(text.toString("utf8"));
    if (path === "/") return { status: 200, body: { result: toJson(await backend.run(parseCommand(json)), encode) } };
    const commands = parseCommands(json);
    const replies = path === "/pipeline" ? await runAll(backend, commands) : await backend.runTransaction(commands);
    return { status: 200, body: replies.map((reply) => toElement(reply, encode)) };
  } catch (error) {
    if (error instanceof SyntaxError) return failure(400, "ERR the request body is not JSON");
    if (error instanceof RedisCommandError) return failure(400, error.message);
    return failure(503, `Redis unavailable: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** All are handed over at once and in order; only a refusal by Redis is a result, a lost connection fails the request. */
function runAll(backend: RedisBackend, commands: readonly RedisCommand[]): Promise<RedisReply[]> {
  const asReply = (error: unknown): RedisReply => {
    if (error instanceof RedisCommandError) return error;
    throw error;
  };
  return Promise.all(commands.map((command) => backend.run(command).catch(asReply)));
}

function parseCommands(json: unknown): RedisCommand[] {
  if (!Array.isArray(json)) throw new RedisCommandError("ERR the request body is not an array of commands");
  return json.map(parseCommand);
}

function parseCommand(json: unknown): RedisCommand {
  const [name, ...args] = Array.isArray(json) ? json.map(toBytes) : [];
  if (name === undefined) throw new RedisCommandError("ERR empty command");
  return [name, ...args];
}

function toBytes(argument: unknown): Buffer {
  if (typeof argument === "string") return Buffer.from(argument, "utf8");
  if (typeof argument === "number" || typeof argument === "boolean") return Buffer.from(String(argument));
  throw new RedisCommandError("ERR a command's elements must be strings or numbers");
}

function toElement(reply: RedisReply, encode: (bytes: Buffer) => string): unknown {
  return reply instanceof RedisCommandError ? { error: reply.message } : { result: toJson(reply, encode) };
}

function toJson(reply: RedisReply, encode: (bytes: Buffer) => string): unknown {
  if (reply === null || typeof reply === "number") return reply;
  if (reply instanceof RedisCommandError) return { error: reply.message };
  if (typeof reply === "string") return encode(Buffer.from(reply));
  if (Buffer.isBuffer(reply)) return encode(reply);
  return reply.map((each) => toJson(each, encode));
}

function encodeText(bytes: Buffer): string {
  return bytes.toString("utf8");
}

/** Upstash spares the literal `OK`, wherever it stands. */
function encodeBase64(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  return text === "OK" ? text : bytes.toString("base64");
}

function isAuthorized(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function failure(status: number, error: string): Answer {
  return { status, body: { error } };
}
