import { Problem } from "../../domain/problem.ts";
import type { AccountFault } from "./account-lookup.ts";

const KEY_MISSING = "encryption_key_missing:";
/** An object that did not answer may be back in a moment. */
const RETRY_AFTER_SECONDS = 1;

/** A 503 about an account that is there and cannot be used. Names the key that is gone, never what it encrypts. */
export function accountUnavailable(fault: AccountFault): Problem {
  if (fault === "account_unreachable") {
    const options = { retryAfterSeconds: RETRY_AFTER_SECONDS };
    return new Problem("account_unavailable", "The account could not be looked up; try again in a moment.", options);
  }
  if (fault.startsWith(KEY_MISSING)) {
    const keyId = fault.slice(KEY_MISSING.length);
    return new Problem(
      "account_unavailable",
      `The account's secrets need the encryption key "${keyId}", which is gone.`,
    );
  }
  return new Problem("account_unavailable", `The account cannot be used (${fault}): configure it again.`);
}
