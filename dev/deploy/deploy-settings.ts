import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { CHECKOUT_DIR } from "../stack/checkout.ts";
import { UsageError } from "../stack/usage-error.ts";
import type { DeployEnvironment } from "./deploy-arguments.ts";

/** What everybody may see: plain variables of the Worker, given anew with each deployment. */
const PLAIN_VARIABLES = [
  "PUBLIC_URL",
  "CORS_ORIGINS",
  "WEBHOOK_RETRY_SCHEDULE",
  "WEBHOOK_TOLERANCE_SECONDS",
  "REGIONS_IN_USE",
];
/** The environment of wrangler.toml says it. */
const NOT_SET_HERE = ["ENVIRONMENT"];

/** What a deployment is given. */
export interface DeploySettings {
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Never printed, and on no command line. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Collects what is given in variables and a file; variables win. Throws `UsageError` with every fault at once. */
export function readDeploySettings(
  environment: DeployEnvironment,
  secretsFile: string | null,
  variables: Readonly<Record<string, string | undefined>>,
): DeploySettings {
  const given = { ...(secretsFile === null ? {} : readFile(secretsFile)), ...variables };
  const known = variableNames();
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
  const publicUrl = (given.PUBLIC_URL ?? "").replace(/\/+$/, "");
  const databaseUrl = given.DATABASE_URL ?? "";
  const faults = [
    ...(isOrigin(publicUrl, environment) ? [] : ["PUBLIC_URL must be the Worker's own https:// origin"]),
    ...(/^postgres(ql)?:\/\//.test(databaseUrl) ? [] : ["DATABASE_URL must be a postgres:// URL"]),
  ];
  if (faults.length > 0) throw new UsageError(faults.join("; "));
  const secretNames = known.filter((name) => !PLAIN_VARIABLES.includes(name) && !NOT_SET_HERE.includes(name));
  return {
    publicUrl,
    databaseUrl,
    variables: { ...pick(PLAIN_VARIABLES), PUBLIC_URL: publicUrl },
    secrets: pick(secretNames),
  };
}

/** Every variable that the Worker knows, as the template lists them. */
function variableNames(): string[] {
  const template = readFileSync(join(CHECKOUT_DIR, ".dev.vars.example"), "utf8");
  return [...new Set([...template.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = ""]) => name))];
}

function readFile(file: string): Record<string, string> {
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  const text = readFileSync(file, "utf8");
  if (!text.trimStart().startsWith("{")) return Object.fromEntries(Object.entries(parseEnv(text)).map(toText));
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) as Record<string, unknown>).map(toText));
  } catch {
    // The parser's message would quote the file.
    throw new UsageError(`${file} is no JSON object`);
  }
}

function toText([name, value]: [string, unknown]): [string, string] {
  return [name, typeof value === "string" ? value : ""];
}

/** Only a rehearsal on this machine does without TLS. */
function isOrigin(text: string, environment: DeployEnvironment): boolean {
  if (!URL.canParse(text) || new URL(text).origin !== text) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (environment === "staging" && hostname === "127.0.0.1");
}
