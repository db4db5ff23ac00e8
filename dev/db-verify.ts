// Holds Postgres against the objects, and repairs it: `npm run db:verify [-- --repair]`. See docs/recovery.md.
import { DEMO_MERCHANT } from "./demo-merchant.ts";
import { findInstance } from "./stack/instance-file.ts";
import { LOCAL_ROLES } from "./stack/local-roles.ts";
import { signToken } from "./stack/sign-token.ts";
import { messageOf } from "./stack/start-failure.ts";
import { UsageError } from "./stack/usage-error.ts";
import { parseVerifyArguments, VERIFY_USAGE } from "./verify/verify-arguments.ts";
import { createSummary } from "./verify/verify-summary.ts";
import { walkDatabase } from "./verify/walk-database.ts";

/** Exit codes: Postgres is right (or is now), it is not, the command could not be understood or carried out. */
async function verify(args: readonly string[]): Promise<0 | 1> {
  const { repair, removeExtra, cursor, ...where } = parseVerifyArguments(args);
  const gateway = await findGateway(where);
  const summary = createSummary((line) => console.log(line));
  for await (const step of walkDatabase({ ...gateway, cursor, repair, removeExtra })) summary.add(step);
  for (const line of summary.conclude()) console.log(line);
  return summary.isClean() ? 0 : 1;
}

async function findGateway(where: {
  readonly url: string | undefined;
  readonly port: number | undefined;
  readonly stateDir: string | undefined;
}): Promise<{ url: string; token: string }> {
  if (where.url !== undefined) {
    const token = process.env.GATEWAY_TOKEN;
    if (!token) throw new UsageError("GATEWAY_TOKEN is not set");
    return { url: where.url, token };
  }
  const { url, jwtSecretKey } = findInstance(where);
  const { userId, scopes } = LOCAL_ROLES.admin;
  return { url, token: await signToken(jwtSecretKey, { userId, scopes, merchantId: DEMO_MERCHANT.id }) };
}

try {
  process.exitCode = await verify(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `db:verify: ${error.message}\n${VERIFY_USAGE}` : `db:verify: ${messageOf(error)}`);
  process.exitCode = 2;
}
