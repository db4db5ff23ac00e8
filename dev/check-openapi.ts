// Holds the API's OpenAPI document against Redocly's and Spectral's recommended rules: `npm run check:openapi`.
import { lintWithRedocly } from "./openapi/lint-with-redocly.ts";
import { lintWithSpectral } from "./openapi/lint-with-spectral.ts";
import { readDocument } from "./openapi/read-document.ts";

const text = await readDocument();
const findings = [...(await lintWithRedocly(text)), ...(await lintWithSpectral(text))];
for (const finding of findings) console.error(finding);
if (findings.length === 0)
  console.log("the OpenAPI document is clean under Redocly's and Spectral's recommended rules");
process.exitCode = findings.length === 0 ? 0 : 1;
