import { join } from "node:path";
import { buildCollection } from "./build-collection.ts";
import { readApiDescription } from "./read-operations.ts";

const FOLDER = join(import.meta.dirname, "../../docs/postman");

/** Where the generated collection lies. */
export const COLLECTION_FILE = join(FOLDER, "payment-gateway.postman_collection.json");
/** Where the environment for `npm run dev` lies; the tokens are filled in by whoever imports it. */
export const ENVIRONMENT_FILE = join(FOLDER, "local.postman_environment.json");

/** The text of each generated file by its path. */
export async function renderPostmanFiles(): Promise<ReadonlyMap<string, string>> {
  const collection = buildCollection(await readApiDescription());
  const secret = (key: string) => ({ key, value: "", type: "secret", enabled: true });
  const environment = {
    name: "npm run dev",
    values: [
      { key: "base_url", value: "http://127.0.0.1:8787", type: "default", enabled: true },
      secret("merchant_token"),
      secret("admin_token"),
    ],
    _postman_variable_scope: "environment",
  };
  return new Map([
    [COLLECTION_FILE, toText(collection)],
    [ENVIRONMENT_FILE, toText(environment)],
  ]);
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
