import { isJsonObject, type JsonObject } from "../support/json-input.ts";

/** Replaces members of the object inside an event's body. */
export function rewriteObject(body: string, members: JsonObject): string {
  const event: unknown = JSON.parse(body);
  if (!isJsonObject(event) || !isJsonObject(event.data) || !isJsonObject(event.data.object)) return body;
  return JSON.stringify({ ...event, data: { ...event.data, object: { ...event.data.object, ...members } } });
}

/** Replaces or adds members of the event around that object. */
export function rewriteEnvelope(body: string, members: JsonObject): string {
  const event: unknown = JSON.parse(body);
  return isJsonObject(event) ? JSON.stringify({ ...event, ...members }) : body;
}
