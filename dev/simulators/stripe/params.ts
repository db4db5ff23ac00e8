import type { Param, ParamObject } from "./form.ts";
import { badParameter } from "./stripe-error.ts";

/** Reads one parameter, undefined when it was not sent; refuses a wrong value in Stripe's words. */
export type Reader<Value> = (value: Param | undefined, name: string) => Value;

type Shape = Readonly<Record<string, Reader<unknown>>>;
/** What a shape reads. */
export type Values<S extends Shape> = { readonly [Name in keyof S]: ReturnType<S[Name]> };

/** An object of known members; a member that is not among them is `parameter_unknown`. */
export function shape<S extends Shape>(readers: S): Reader<Values<S>> {
  return (value, name) => {
    const given = value ?? {};
    if (!isObject(given)) throw badParameter("Invalid object", name);
    for (const member of Object.keys(given)) {
      if (Object.hasOwn(readers, member)) continue;
      const path = toPath(name, member);
      throw badParameter(`Received unknown parameter: ${path}`, path, "parameter_unknown");
    }
    const values = Object.entries(readers).map(([member, read]) => [
      member,
      read(Object.hasOwn(given, member) ? given[member] : undefined, toPath(name, member)),
    ]);
    return Object.fromEntries(values) as Values<S>;
  };
}

/** A parameter that must be there and not be empty. */
export function required<Value>(read: Reader<Value>): Reader<Value> {
  return (value, name) => {
    if (value === undefined) throw badParameter(`Missing required param: ${name}.`, name, "parameter_missing");
    if (value === "") throw badParameter(`${name} must not be empty.`, name, "parameter_invalid_empty");
    return read(value, name);
  };
}

/** A parameter that may be missing or empty: null then. */
export function optional<Value>(read: Reader<Value>): Reader<Value | null> {
  return (value, name) => (value === undefined || value === "" ? null : read(value, name));
}

/** A string of at most so many characters. */
export function text(maxLength: number): Reader<string> {
  return (value, name) => {
    if (typeof value !== "string") throw badParameter(`Invalid string: ${name}`, name);
    if (value.length <= maxLength) return value;
    const message = `Invalid string: ${name} must be at most ${maxLength} characters`;
    throw badParameter(message, name, "parameter_invalid_string_too_long");
  };
}

/** A whole number within bounds. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, name) => {
    if (typeof value !== "string" || !/^-?\d{1,15}$/.test(value)) {
      const shown = typeof value === "string" ? value : name;
      throw badParameter(`Invalid integer: ${shown}`, name, "parameter_invalid_integer");
    }
    const number = Number(value);
    if (number >= least && number <= most) return number;
    const bound = number < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
    throw badParameter(`This value must be ${bound}.`, name, "parameter_invalid_integer");
  };
}

/** `true` or `false`. */
export const flag: Reader<boolean> = (value, name) => {
  if (value === "true" || value === "false") return value === "true";
  throw badParameter(`Invalid boolean: ${String(value)}`, name);
};

/** One of some words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (value, name) => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw badParameter(`Invalid ${name}: must be one of ${words.join(", ")}`, name);
  };
}

/** A list, each element read alike. */
export function list<Value>(read: Reader<Value>): Reader<readonly Value[]> {
  return (value, name) => {
    if (!Array.isArray(value)) throw badParameter("Invalid array", name);
    return value.map((element: Param, index) => read(element, `${name}[${index}]`));
  };
}

/** An http or https address. */
export const webAddress: Reader<string> = (value, name) => {
  if (typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value)) return value;
  throw badParameter("Not a valid URL", name, "url_invalid");
};

/** An e-mail address, loosely. */
export const email: Reader<string> = (value, name) => {
  if (typeof value === "string" && /^[^\s@]+@[^\s@]+$/.test(value)) return value;
  throw badParameter(`Invalid email address: ${String(value)}`, name, "email_invalid");
};

const MAX_METADATA_KEYS = 50;
const MAX_METADATA_KEY_LENGTH = 40;
const MAX_METADATA_VALUE_LENGTH = 500;

/** Up to 50 strings of up to 500 characters, under names of up to 40. Missing is the same as none. */
export const metadata: Reader<Readonly<Record<string, string>>> = (value, name) => {
  if (value === undefined || value === "") return {};
  const given = Array.isArray(value) ? { ...value } : value;
  if (!isObject(given)) throw badParameter("Metadata must be a set of key-value pairs", name);
  const entries = Object.entries(given);
  if (entries.length > MAX_METADATA_KEYS) {
    throw badParameter(`Metadata can only have up to ${MAX_METADATA_KEYS} keys.`, name);
  }
  const values = entries.map(([key, each]) => {
    if (key.length <= MAX_METADATA_KEY_LENGTH) return [key, text(MAX_METADATA_VALUE_LENGTH)(each, toPath(name, key))];
    throw badParameter(`Metadata keys may have up to ${MAX_METADATA_KEY_LENGTH} characters: ${key}`, name);
  });
  return Object.fromEntries(values);
};

function isObject(value: Param): value is ParamObject {
  return typeof value === "object" && !Array.isArray(value);
}

function toPath(parent: string, member: string): string {
  return parent === "" ? member : `${parent}[${member}]`;
}
