// Writes the Postman collection and its environment from the API's OpenAPI document: `npm run postman`.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { renderPostmanFiles } from "./postman/render-files.ts";

for (const [file, text] of await renderPostmanFiles()) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
