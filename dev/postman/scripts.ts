import { type Script, toScript } from "./collection-format.ts";
import type { Operation } from "./read-operations.ts";

/** What every request does: a new idempotency key before it, and a look at what every answer has to be. */
export function commonScripts(problem: object): Script[] {
  return [
    toScript("prerequest", [
      "// A new key for each new request; repeat a request with the key it had.",
      'pm.variables.set("idempotency_key", pm.variables.replaceIn("{{$guid}}"));',
    ]),
    toScript("test", [
      `const problem = ${JSON.stringify(problem)};`,
      'pm.test("carries the request\'s id", () => pm.response.to.have.header("x-request-id"));',
      "if (pm.response.code >= 400) {",
      '  pm.test("says what is wrong as problem+json", () => {',
      '    pm.expect(pm.response.headers.get("content-type")).to.include("application/problem+json");',
      "    pm.response.to.have.jsonSchema(problem);",
      "    pm.expect(pm.response.json().status).to.equal(pm.response.code);",
      "  });",
      "}",
    ]),
  ];
}

/** Holds whatever is answered to the statuses and schemas that the operation documents. */
export function documentedScript({ answers }: Operation): Script {
  return toScript("test", [
    `const documented = ${JSON.stringify([...answers.keys()])};`,
    'pm.test("answers with a documented status", () => pm.expect(documented).to.include(pm.response.code));',
    ...schemaLines(answers),
  ]);
}

/** Lines that hold an answer to the schema of its status. */
export function schemaLines(answers: Operation["answers"]): string[] {
  const schemas = [...answers].filter(([status, schema]) => status < 300 && schema !== null);
  // Most operations answer the same whatever the status of their success.
  const texts = new Set(schemas.map(([, schema]) => JSON.stringify(schema)));
  if (texts.size === 0) return [];
  const isShared = texts.size === 1;
  return [
    isShared
      ? `const schema = pm.response.code < 300 ? ${[...texts][0]} : undefined;`
      : `const schema = ${JSON.stringify(Object.fromEntries(schemas))}[pm.response.code];`,
    "if (schema !== undefined) {",
    '  pm.test("fits the schema of its answer", () => pm.response.to.have.jsonSchema(schema));',
    "}",
  ];
}
