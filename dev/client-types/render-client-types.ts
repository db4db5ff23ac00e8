import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { NAMED_TYPES, type NamedType } from "./named-types.ts";
import { type Operation, readOperations, type Schema } from "./open-api.ts";
import { toMembersText, toTypeText } from "./to-type-text.ts";

/** Where the client keeps the generated types. */
export const CLIENT_TYPES_FILE = join(import.meta.dirname, "../../src/client/api-types.ts");

const HEADER = "// Generated from the OpenAPI document by `npm run client:types`. Change the API's schemas instead.\n";
const BIOME = join(import.meta.dirname, "../../node_modules/@biomejs/biome/bin/biome");

/** The client's types as the API is now, formatted. */
export async function renderClientTypes(): Promise<string> {
  const operations = await readOperations();
  const names = new Map(NAMED_TYPES.map(({ name, schema }) => [fingerprint(schema(operations)), name]));
  const nameOf = (schema: Schema) => names.get(fingerprint(schema)) ?? null;
  const schemas = new Map(NAMED_TYPES.map(({ name, schema }) => [name, schema(operations)]));
  const types = NAMED_TYPES.map((type) => declare(type, schemas, nameOf));
  return format([HEADER, problemCodes(operations), ...types].join("\n"));
}

function declare(
  { name, note, extends: base }: NamedType,
  schemas: ReadonlyMap<string, Schema>,
  nameOf: (schema: Schema) => string | null,
): string {
  const schema = schemas.get(name) ?? {};
  if (schema.properties === undefined) {
    const type = toTypeText(schema, (inner) => (inner === schema ? null : nameOf(inner)));
    return `/** ${note} */\nexport type ${name} = ${type};\n`;
  }
  const inherited = base === undefined ? [] : sharedMembers(schema, schemas.get(base), `${name} and ${base}`);
  const heading = base === undefined ? name : `${name} extends ${base}`;
  return `/** ${note} */\nexport interface ${heading} {\n${toMembersText(schema, nameOf, inherited)}\n}\n`;
}

/** The names of all members of a base; throws when the type that extends it has another idea of one. */
function sharedMembers(schema: Schema, base: Schema | undefined, which: string): string[] {
  const members = Object.entries(base?.properties ?? {});
  for (const [name, own] of members) {
    const mine = schema.properties?.[name];
    const isSame = mine !== undefined && fingerprint(mine) === fingerprint(own);
    if (!isSame) throw new Error(`${which} differ in ${name}`);
  }
  return members.map(([name]) => name);
}

/** The codes of all problems that the document has examples of. */
function problemCodes(operations: ReadonlyMap<string, Operation>): string {
  const codes = [...operations.values()]
    .flatMap(({ responses }) => Object.values(responses))
    .flatMap(({ content }) => Object.keys(content?.["application/problem+json"]?.examples ?? {}));
  const union = [...new Set(codes)].sort().map((code) => JSON.stringify(code));
  return `/** The stable words of the API's problems. */\nexport type ProblemCode = ${union.join(" | ")};\n`;
}

/** What makes two schemas the same type: everything but words about it. */
function fingerprint(schema: Schema): string {
  return JSON.stringify(schema, (key, value: unknown) =>
    key === "description" || key === "example" || key === "default" ? undefined : value,
  );
}

function format(text: string): string {
  const args = [BIOME, "format", "--stdin-file-path=src/client/api-types.ts"];
  return execFileSync(process.execPath, args, {
    input: text,
    encoding: "utf8",
    cwd: join(import.meta.dirname, "../.."),
  });
}
