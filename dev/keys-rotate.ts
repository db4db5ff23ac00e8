// Encrypts all stored secrets with the first key of ENCRYPTION_KEYS: `npm run keys:rotate`, on the local instance, or on
// the one at GATEWAY_URL with the operator's GATEWAY_TOKEN.
import { DEMO_MERCHANT } from "./demo-merchant.ts";
import { findInstance } from "./stack/instance-file.ts";
import { LOCAL_ROLES } from "./stack/local-roles.ts";
import { parseWhere, WHERE_USAGE } from "./stack/rotate-arguments.ts";
import { signToken } from "./stack/sign-token.ts";
import { messageOf, StartFailure } from "./stack/start-failure.ts";
import { UsageError } from "./stack/usage-error.ts";

const TIMEOUT_MS = 60_000;

interface Rotation {
  readonly owners: number;
  readonly resealed: number;
  readonly unreadable: Readonly<Record<string, number>>;
  readonly failed: readonly string[];
  readonly next: string | null;
}

async function findGateway(args: readonly string[]): Promise<{ url: string; token: string }> {
  const { GATEWAY_URL: url, GATEWAY_TOKEN: token } = process.env;
  if (url !== undefined && token !== undefined) return { url, token };
  if (url !== undefined || token !== undefined) throw new UsageError("GATEWAY_URL and GATEWAY_TOKEN go together");
  const instance = findInstance(parseWhere(args));
  const { userId, scopes } = LOCAL_ROLES.admin;
  const own = await signToken(instance.jwtSecretKey, { userId, scopes, merchantId: DEMO_MERCHANT.id });
  return { url: instance.url, token: own };
}

async function rotate({ url, token }: { url: string; token: string }, after: string | null): Promise<Rotation> {
  const response = await fetch(`${url.replace(/\/+$/, "")}/api/v1/admin/keys/rotate`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(after === null ? {} : { after }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (response.status !== 200) throw new StartFailure(`HTTP ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text) as Rotation;
}

/** Goes through all owners; tells whether nothing is left that another key is needed for. */
async function rotateAll(gateway: { url: string; token: string }): Promise<boolean> {
  const unreadable = new Map<string, number>();
  const failed: string[] = [];
  let owners = 0;
  let resealed = 0;
  for (let after: string | null = null, isOver = false; !isOver; isOver = after === null) {
    const page: Rotation = await rotate(gateway, after);
    owners += page.owners;
    resealed += page.resealed;
    failed.push(...page.failed);
    for (const [key, count] of Object.entries(page.unreadable)) unreadable.set(key, (unreadable.get(key) ?? 0) + count);
    after = page.next;
  }
  console.log(`${owners} owners gone through, ${resealed} secrets encrypted with the first key.`);
  for (const [key, count] of unreadable) console.error(`${count} secrets need the key "${key}", which is not there.`);
  for (const owner of failed) console.error(`${owner} could not be reached: run it again.`);
  return unreadable.size === 0 && failed.length === 0;
}

try {
  process.exitCode = (await rotateAll(await findGateway(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `keys:rotate: ${error.message}\n${WHERE_USAGE}` : `keys:rotate: ${messageOf(error)}`);
  process.exitCode = isUsage ? 2 : 1;
}
