import type { FaultRule, WebhookFault } from "./fault-rule.ts";
import { invalid, isJsonObject, type JsonObject } from "./json-input.ts";

type Check = { readonly is: (value: unknown) => boolean; readonly wanted: string };

/** A webhook fault that a simulator has to allow. */
export type ExtraWebhookFault = keyof Pick<WebhookFault, "envelope" | "age_seconds" | "signature">;

/** Longer than any time-out under test; a timer's own limit is far beyond. */
const MAX_DELAY_MS = 3_600_000;
/** A year: no signature check is that patient. */
const MAX_AGE_SECONDS = 31_536_000;

const flag: Check = { is: (value) => typeof value === "boolean", wanted: "a boolean" };
const text: Check = { is: (value) => typeof value === "string" && value !== "", wanted: "a non-empty string" };
const anything: Check = { is: () => true, wanted: "anything" };
const members: Check = { is: isJsonObject, wanted: "an object" };
const path: Check = { is: isPathPattern, wanted: "a prefix that starts with / or a regular expression" };
const probability: Check = { is: (value) => isNumber(value) && value >= 0 && value <= 1, wanted: "between 0 and 1" };

const REQUEST_MATCH = { method: text, path, reference: text };
const WEBHOOK_MATCH = { event: text, reference: text };
const REQUEST_ACTION = {
  before: flag,
  latency_ms: integer(0, MAX_DELAY_MS),
  status: integer(200, 599),
  body: anything,
  garbage: flag,
  drop: flag,
  lie: members,
};
/** The webhook faults that only some simulators know, with what their values may be. */
const EXTRA_WEBHOOK_ACTION: Readonly<Record<ExtraWebhookFault, Check>> = {
  envelope: members,
  age_seconds: integer(-MAX_AGE_SECONDS, MAX_AGE_SECONDS),
  signature: { is: (value) => ["wrong", "two", "none"].includes(String(value)), wanted: "wrong, two or none" },
};
const WEBHOOK_ACTION = {
  drop: flag,
  repeat: integer(1, 100),
  delay_ms: integer(0, MAX_DELAY_MS),
  reorder: flag,
  tamper: flag,
  lie: members,
};
const RULE = { match: members, times: integer(1, Number.MAX_SAFE_INTEGER), probability, action: members };

/**
 * Turns the body of `POST /_sim/faults` (a list, or `{ "rules": [...] }`) into rules. Refuses an unknown member or a
 * wrong value with 422: a misspelt knob would make a test pass for nothing. `extras` are the faults beyond the usual
 * ones that this simulator knows.
 */
export function parseFaultRules(input: unknown, extras: readonly ExtraWebhookFault[] = []): FaultRule[] {
  const list = isJsonObject(input) ? input.rules : input;
  if (!Array.isArray(list)) throw invalid('The body must be a list of rules or { "rules": [...] }.');
  const webhookAction = { ...WEBHOOK_ACTION, ...pickExtras(extras) };
  return list.map((rule: unknown, index) => parseRule(rule, `rules[${index}]`, webhookAction));
}

function pickExtras(extras: readonly ExtraWebhookFault[]): Readonly<Record<string, Check>> {
  return Object.fromEntries(extras.map((name) => [name, EXTRA_WEBHOOK_ACTION[name]]));
}

function parseRule(rule: unknown, at: string, webhookAction: Readonly<Record<string, Check>>): FaultRule {
  if (!isJsonObject(rule)) throw invalid(`${at} must be an object.`);
  checkMembers(rule, RULE, at);
  const { match = {}, action } = rule;
  if (!isJsonObject(match) || !isJsonObject(action)) throw invalid(`${at} must have an action.`);
  const aboutWebhooks = "event" in match;
  checkMembers(match, aboutWebhooks ? WEBHOOK_MATCH : REQUEST_MATCH, `${at}.match`);
  checkMembers(action, aboutWebhooks ? webhookAction : REQUEST_ACTION, `${at}.action`);
  // Every member was checked just above, which the type system cannot follow through the tables.
  return { ...rule, match, action } as unknown as FaultRule;
}

function checkMembers(value: JsonObject, checks: Readonly<Record<string, Check>>, at: string): void {
  for (const [name, member] of Object.entries(value)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) throw invalid(`${at}.${name} is unknown; known are ${Object.keys(checks).join(", ")}.`);
    if (!check.is(member)) throw invalid(`${at}.${name} must be ${check.wanted}.`);
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function integer(least: number, most: number): Check {
  return {
    is: (value) => isNumber(value) && Number.isInteger(value) && value >= least && value <= most,
    wanted: `an integer from ${least} to ${most}`,
  };
}

function isPathPattern(value: unknown): boolean {
  if (typeof value !== "string" || value === "") return false;
  try {
    return value.startsWith("/") || new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}
