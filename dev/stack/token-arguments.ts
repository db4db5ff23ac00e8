import { parseArgs } from "node:util";
import { MERCHANT_ID_PATTERN } from "../../src/domain/merchant.ts";
import type { LocalRole } from "./local-roles.ts";
import { parseStateDir } from "./start-arguments.ts";
import { parsePort, UsageError } from "./usage-error.ts";

/** What `npm run token` was asked for; what is absent has a default that depends on the instance or the role. */
export interface TokenArguments {
  readonly role: LocalRole;
  readonly userId: string | undefined;
  readonly merchantId: string | undefined;
  readonly port: number | undefined;
  readonly stateDir: string | undefined;
}

export const TOKEN_USAGE =
  "usage: npm run --silent token -- --role merchant|admin [--user ID] [--merchant ID] [--port N] [--state-dir DIR]";

/** Printable, and no longer than anybody's id. */
const USER_ID = /^[^\p{Cc}]{1,200}$/u;

/** Reads the command line; throws `UsageError` for anything that is not in the usage. */
export function parseTokenArguments(args: readonly string[]): TokenArguments {
  const { values } = parse(args);
  return {
    role: parseRole(values.role),
    userId: parseUser(values.user),
    merchantId: parseMerchant(values.merchant),
    port: values.port === undefined ? undefined : parsePort(values.port),
    stateDir: parseStateDir(values["state-dir"]),
  };
}

function parseRole(text: string | undefined): LocalRole {
  if (text === "merchant" || text === "admin") return text;
  throw new UsageError(text === undefined ? "--role is missing" : "--role is neither merchant nor admin");
}

function parseUser(text: string | undefined): string | undefined {
  if (text !== undefined && !USER_ID.test(text)) throw new UsageError("--user is empty, too long or not printable");
  return text;
}

function parseMerchant(text: string | undefined): string | undefined {
  if (text !== undefined && !MERCHANT_ID_PATTERN.test(text)) throw new UsageError("--merchant is not a merchant's id");
  return text;
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    const options = { role: text, user: text, merchant: text, port: text, "state-dir": text };
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw UsageError.from(error);
  }
}
