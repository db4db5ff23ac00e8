// Writes the client's types from the API's OpenAPI document: `npm run client:types`.
import { writeFileSync } from "node:fs";
import { CLIENT_TYPES_FILE, renderClientTypes } from "./client-types/render-client-types.ts";

writeFileSync(CLIENT_TYPES_FILE, await renderClientTypes());
