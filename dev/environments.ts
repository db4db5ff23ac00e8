// Writes the environments at the end of wrangler.toml from what is above them: `npm run environments`.
import { readFileSync, writeFileSync } from "node:fs";
import { WRANGLER_FILE } from "./deploy/read-wrangler-config.ts";
import { renderEnvironments } from "./deploy/render-environments.ts";

writeFileSync(WRANGLER_FILE, renderEnvironments(readFileSync(WRANGLER_FILE, "utf8")));
