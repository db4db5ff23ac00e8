import type { Schema } from "./open-api.ts";

/** How a whole number is described where it comes as text, in queries. */
const NUMBER_IN_A_QUERY = "^[1-9][0-9]{0,8}$";
/** So many kinds at once are any JSON value. */
const KINDS_OF_ANYTHING = 6;

/** The TypeScript type of a schema; `nameOf` gives the name of one that has one. Refuses what it does not know. */
export function toTypeText(schema: Schema, nameOf: (schema: Schema) => string | null): string {
  const name = nameOf(schema);
  if (name !== null) return name;
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.anyOf !== undefined) return union(schema.anyOf.map((option) => toTypeText(option, nameOf)));
  const kinds = [schema.type ?? []].flat();
  if (kinds.length === 0 || kinds.length >= KINDS_OF_ANYTHING) return "unknown";
  return union(kinds.map((kind) => typeOfKind(kind, schema, nameOf)));
}

/** The members of an object, one a line; those in `without` are left out. */
export function toMembersText(
  { properties = {}, required = [] }: Schema,
  nameOf: (schema: Schema) => string | null,
  without: readonly string[] = [],
): string {
  const members = Object.entries(properties).filter(([name]) => !without.includes(name));
  const lines = members.map(([name, schema]) => {
    const note = schema.description === undefined ? "" : `/** ${schema.description} */\n`;
    const type = toTypeText(schema, nameOf);
    // An explicit undefined is the same as leaving it out: it never gets into JSON.
    const text = required.includes(name) ? `${name}: ${type}` : `${name}?: ${type} | undefined`;
    return `${note}readonly ${text};`;
  });
  return lines.join("\n");
}

function typeOfKind(kind: string, schema: Schema, nameOf: (schema: Schema) => string | null): string {
  switch (kind) {
    case "string":
      return schema.pattern === NUMBER_IN_A_QUERY ? "number" : "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
    case "null":
      return kind;
    case "array":
      return `readonly (${toTypeText(schema.items ?? {}, nameOf)})[]`;
    case "object":
      return objectText(schema, nameOf);
    default:
      throw new Error(`no type is known for ${kind}`);
  }
}

function objectText(schema: Schema, nameOf: (schema: Schema) => string | null): string {
  const { properties, additionalProperties } = schema;
  if (properties !== undefined) return `{\n${toMembersText(schema, nameOf)}\n}`;
  const value = typeof additionalProperties === "object" ? toTypeText(additionalProperties, nameOf) : "unknown";
  return `Readonly<Record<string, ${value}>>`;
}

function union(options: readonly string[]): string {
  return [...new Set(options)].join(" | ");
}
