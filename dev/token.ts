// Prints one token for the local instance: `npm run --silent token -- --role merchant|admin`.
import { DEMO_MERCHANT } from "./demo-merchant.ts";
import { ensureMerchant } from "./stack/ensure-merchant.ts";
import { findInstance } from "./stack/instance-file.ts";
import { LOCAL_ROLES } from "./stack/local-roles.ts";
import { signToken } from "./stack/sign-token.ts";
import { messageOf } from "./stack/start-failure.ts";
import { parseTokenArguments, TOKEN_USAGE } from "./stack/token-arguments.ts";
import { UsageError } from "./stack/usage-error.ts";

async function makeToken(args: readonly string[]): Promise<string> {
  const { role, userId, merchantId = DEMO_MERCHANT.id, port, stateDir } = parseTokenArguments(args);
  const instance = findInstance({ port, stateDir });
  // The demo merchant is made by the instance itself, so that its tokens can be had while it is stopped.
  if (merchantId !== DEMO_MERCHANT.id) {
    await ensureMerchant(instance, { id: merchantId, name: `Merchant ${merchantId.slice(0, 8)}` });
  }
  const { userId: usualUserId, scopes } = LOCAL_ROLES[role];
  return signToken(instance.jwtSecretKey, { userId: userId ?? usualUserId, merchantId, scopes });
}

try {
  console.log(await makeToken(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof UsageError ? `token: ${error.message}\n${TOKEN_USAGE}` : `token: ${messageOf(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
