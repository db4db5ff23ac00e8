import { type RequestItem, toScript } from "./collection-format.ts";
import type { Step } from "./flow.ts";
import type { Operation } from "./read-operations.ts";
import { schemaLines } from "./scripts.ts";
import { toRequest, usualCaller } from "./to-request.ts";

/** What a list needs to follow is about a second; this many tries, this far apart, are plenty. */
const MAX_TRIES = 60;
const PAUSE_MS = 250;

/** A step of the flow as a request with its tests. */
export function toStep(step: Step, operation: Operation): RequestItem {
  const { name, path, query, body, repeats } = step;
  const reuse = toScript("prerequest", [
    `pm.variables.set("idempotency_key", pm.collectionVariables.get("${repeats ?? ""}"));`,
  ]);
  return toRequest(operation, {
    name,
    caller: step.caller === undefined ? usualCaller(operation) : step.caller,
    ...(path === undefined ? {} : { path }),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    scripts: [...(repeats === undefined ? [] : [reuse]), toScript("test", testLines(step, operation))],
  });
}

function testLines({ status, keep, holds, until }: Step, { answers }: Operation): string[] {
  const kept = Object.entries(keep ?? {});
  const claims = Object.entries(holds ?? {});
  const tests = [
    `pm.test("answers ${status}", () => pm.response.to.have.status(${status}));`,
    ...schemaLines(answers),
    ...claims.map(([claim, expression]) => `pm.test("${claim}", () => pm.expect(${expression}).to.equal(true));`),
    ...kept.map(([variable, expression]) => `pm.collectionVariables.set("${variable}", ${expression});`),
  ];
  const isRead = until !== undefined || claims.length > 0 || kept.length > 0;
  const reading = isRead ? ["const answer = pm.response.json();"] : [];
  if (until === undefined) return [...reading, ...tests];
  return [
    ...reading,
    'const tries = Number(pm.collectionVariables.get("tries") ?? 0) + 1;',
    `if (pm.response.code === ${status} && !(${until}) && tries < ${MAX_TRIES}) {`,
    "  // What is written down follows in the lists about a second later.",
    '  pm.collectionVariables.set("tries", tries);',
    "  pm.execution.setNextRequest(pm.info.requestId);",
    `  setTimeout(() => {}, ${PAUSE_MS});`,
    "} else {",
    '  pm.collectionVariables.set("tries", 0);',
    `  pm.test("has followed", () => pm.expect(${until}).to.equal(true));`,
    ...tests.map((line) => `  ${line}`),
    "}",
  ];
}
