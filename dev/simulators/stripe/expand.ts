import { isJsonObject, type JsonObject } from "../support/json-input.ts";
import type { Draft } from "./draft.ts";
import { badParameter } from "./stripe-error.ts";
import { toChargeBody, toIntentBody, toRefundBody, toSessionBody } from "./wire.ts";

/** The members that hold the id of an object this simulator has. */
const EXPANDABLE = new Set(["latest_charge", "charge", "payment_intent"]);
/** Stripe's own limit. */
const MAX_DEPTH = 4;

/** Replaces ids by the objects they stand for, by paths such as `latest_charge` or `data.payment_intent`. */
export function expand(body: JsonObject, paths: readonly string[], find: Draft["find"]): JsonObject {
  return paths.reduce((expanded, path) => {
    const parts = path.split(".");
    const [head] = parts;
    const members = head === "data" ? parts.slice(1) : parts;
    if (members.length === 0 || members.length > MAX_DEPTH || !members.every((part) => EXPANDABLE.has(part))) {
      throw badParameter(`This property cannot be expanded (${path}).`, "expand");
    }
    return expandPath(expanded, parts, find);
  }, body);
}

function expandPath(body: JsonObject, [head = "", ...rest]: readonly string[], find: Draft["find"]): JsonObject {
  const value = body[head];
  if (Array.isArray(value)) {
    const elements = value.map((each: unknown) => (isJsonObject(each) ? expandPath(each, rest, find) : each));
    return { ...body, [head]: elements };
  }
  const object = typeof value === "string" ? findBody(value, find) : value;
  if (!isJsonObject(object)) return body;
  return { ...body, [head]: rest.length === 0 ? object : expandPath(object, rest, find) };
}

/** The object with this id, of whatever kind. */
export function findBody(id: string, find: Draft["find"]): JsonObject | undefined {
  const intent = find("intent", id);
  if (intent !== undefined) return toIntentBody(intent);
  const charge = find("charge", id);
  if (charge !== undefined) return toChargeBody(charge);
  const refund = find("refund", id);
  if (refund !== undefined) return toRefundBody(refund);
  const session = find("session", id);
  return session === undefined ? undefined : toSessionBody(session);
}
