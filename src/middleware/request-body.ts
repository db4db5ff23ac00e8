import type { z } from "zod";
import { type FieldError, Problem } from "../domain/problem.ts";
import { canonicalJson, type JsonValue } from "../lib/canonical-json.ts";
import { type CardDataFault, findCardData } from "../lib/find-card-data.ts";
import { sha256Hex } from "../lib/hash.ts";
import { findTextFault } from "../lib/json-text-fault.ts";
import type { AppContext } from "./app-context.ts";

/** Largest body of an API request, bytes (contract section 3). */
export const MAX_BODY_BYTES = 65_536;
/** More problems than this in one body help nobody. */
const MAX_ERRORS = 20;

/** A body that has the right form. */
export interface ParsedBody<Value> {
  readonly value: Value;
  /** SHA-256 of the RFC 8785 text of what was received: the same for every way to write the same JSON. */
  readonly fingerprint: string;
}

/**
 * Reads a JSON body strictly: 415, 413, 400 and 422 in that order, with a path for every member that is wrong. Card data
 * in any member is refused before anything else looks at the body.
 */
export async function readJsonBody<Schema extends z.ZodType>(
  c: AppContext,
  schema: Schema,
): Promise<ParsedBody<z.output<Schema>>> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new Problem("unsupported_media_type", "Send application/json.", {
      headers: { "Accept-Post": "application/json" },
    });
  }
  const text = await readBoundedText(c, MAX_BODY_BYTES);
  const received = parseJson(text);
  const fault = findTextFault(received);
  if (fault !== null) throw validationFailed([fault]);
  refuseCardData(findCardData(text));
  const result = schema.safeParse(keepAmountText(text));
  if (!result.success) throw validationFailed(result.error.issues.flatMap(toFieldErrors));
  return { value: result.data, fingerprint: sha256Hex(canonicalJson(received)) };
}

/** The same for a body that may be left out: no bytes count as an empty object, whatever media type is declared. */
export async function readOptionalJsonBody<Schema extends z.ZodType>(
  c: AppContext,
  schema: Schema,
): Promise<ParsedBody<z.output<Schema>>> {
  const isAbsent = c.req.raw.body === null || c.req.header("content-length") === "0";
  if (!isAbsent) return readJsonBody(c, schema);
  const result = schema.safeParse({});
  if (!result.success) throw validationFailed(result.error.issues.flatMap(toFieldErrors));
  return { value: result.data, fingerprint: sha256Hex(canonicalJson({})) };
}

/** Reads a body as text, refusing what is longer before it is all in memory. */
export async function readBoundedText(c: AppContext, maxBytes: number): Promise<string> {
  const length = c.req.header("content-length");
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // A length that was told is kept to by HTTP itself; only a body without one has to be counted.
  const bytes = length === undefined ? await readCounted(c, maxBytes) : await c.req.raw.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw new Problem("malformed_json", "The body is not UTF-8.", { cause });
  }
}

async function readCounted(c: AppContext, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (c.req.raw.body as ReadableStream<Uint8Array> | null) ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Problem {
  return new Problem("payload_too_large", `At most ${maxBytes} bytes are taken.`);
}

/** A 422 about members of a request. */
export function validationFailed(errors: readonly FieldError[]): Problem {
  const shown = errors.slice(0, MAX_ERRORS);
  const first = shown[0];
  const detail = first === undefined ? "The request is not valid." : `${first.path || "body"}: ${first.message}`;
  return new Problem("validation_failed", detail, { errors: shown });
}

/** Refuses what holds card data, without a word of it in answer, record or log. */
export function refuseCardData(faults: readonly CardDataFault[]): void {
  const [first] = faults;
  if (first === undefined) return;
  throw new Problem("card_data_refused", `${first.path || "body"}: ${first.message}`, {
    errors: faults.slice(0, MAX_ERRORS),
  });
}

/** One of zod's issues as the contract's `{ path, message }`; unknown members are named one by one. */
export function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String).join(".");
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: path === "" ? key : `${path}.${key}`,
    message: "There is no such member.",
  }));
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new Problem("malformed_json", "The body could not be read as JSON.", { cause });
  }
}

/**
 * Amounts are exact decimals, which JSON numbers are on the wire but not in memory: 1e3 and 10.000000000000000001 lose
 * their spelling. So the top member `amount` is taken as the text that was sent, without zeros that carry no value.
 */
function keepAmountText(text: string): unknown {
  const sources = new WeakMap<object, string>();
  const value: unknown = JSON.parse(text, function (this: object, key, member: unknown, context?: { source?: string }) {
    const isNumber = typeof member === "number" && Number.isFinite(member);
    if (key === "amount" && isNumber && context?.source !== undefined) sources.set(this, context.source);
    return member;
  });
  const source = value !== null && typeof value === "object" ? sources.get(value) : undefined;
  if (source === undefined) return value;
  const amount = /^-?[0-9]+\.[0-9]+$/.test(source) ? source.replace(/\.?0+$/, "") : source;
  return { ...(value as object), amount };
}
