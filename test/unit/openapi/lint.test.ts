import { describe, expect, it } from "vitest";
import { lintWithRedocly } from "../../../dev/openapi/lint-with-redocly.ts";
import { lintWithSpectral } from "../../../dev/openapi/lint-with-spectral.ts";
import { readDocument } from "../../../dev/openapi/read-document.ts";

/** Both read some two megabytes, on a machine that may have other things to do. */
const LINT_TIMEOUT_MS = 120_000;

const FAULTY = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "Faulty", version: "1.0.0" },
  paths: { "/things": { get: { responses: { "400": { description: "Never right" } } } } },
});

describe.each([
  { linter: "Redocly's", lint: lintWithRedocly, rule: "operation-2xx-response" },
  { linter: "Spectral's", lint: lintWithSpectral, rule: "operation-success-response" },
])("$linter recommended rules", ({ lint, rule }) => {
  it(
    "find nothing in the OpenAPI document, not even a warning",
    async () => {
      expect(await lint(await readDocument())).toEqual([]);
    },
    LINT_TIMEOUT_MS,
  );

  it("find what is wrong in a document that is", async () => {
    expect(await lint(FAULTY)).toContainEqual(expect.stringContaining(rule));
  });
});
