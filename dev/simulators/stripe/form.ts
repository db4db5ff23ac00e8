import { StripeError } from "./stripe-error.ts";

/** A parameter as the bracket syntax gives it: `a=1`, `a[b]=1`, `a[0]=1` or `a[]=1`. */
export type Param = string | readonly Param[] | ParamObject;

/** Parameters by name. */
export interface ParamObject {
  readonly [name: string]: Param;
}

type Branch = Map<string, string | Branch>;

const NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;
/** Deeper than any parameter of the API; only a mistake goes further. */
const MAX_DEPTH = 8;

/** Parses a form body or query, brackets percent-encoded or not. Refuses malformed names with 400. */
export function parseForm(text: string): ParamObject {
  const root: Branch = new Map();
  for (const [name, value] of new URLSearchParams(text)) {
    const path = toPath(name);
    let branch = root;
    for (const part of path.slice(0, -1)) {
      const key = part === "" ? String(branch.size) : part;
      const next = branch.get(key) ?? new Map();
      if (typeof next === "string") throw malformed(name);
      branch.set(key, next);
      branch = next;
    }
    const last = path.at(-1) ?? "";
    const key = last === "" ? String(branch.size) : last;
    if (typeof branch.get(key) === "object") throw malformed(name);
    branch.set(key, value);
  }
  return toObject(root);
}

function toPath(name: string): string[] {
  const [, head, brackets = ""] = NAME.exec(name) ?? [];
  if (head === undefined) throw malformed(name);
  const path = [head, ...brackets.slice(1, -1).split("][")];
  if (brackets === "") return [head];
  if (path.length > MAX_DEPTH) throw malformed(name);
  return path;
}

function toParam(value: string | Branch): Param {
  if (typeof value === "string") return value;
  const keys = [...value.keys()];
  if (!keys.every((key) => /^\d+$/.test(key))) return toObject(value);
  return keys.toSorted((left, right) => Number(left) - Number(right)).map((key) => toParam(value.get(key) ?? ""));
}

function toObject(branch: Branch): ParamObject {
  return Object.fromEntries([...branch].map(([name, value]) => [name, toParam(value)]));
}

function malformed(name: string): StripeError {
  return new StripeError(400, { type: "invalid_request_error", message: `Invalid parameter name: ${name}` });
}
