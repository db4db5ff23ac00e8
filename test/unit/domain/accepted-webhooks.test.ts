import { describe, expect, it } from "vitest";
import {
  acceptedVersions,
  REPLACED_SECRET_LIFETIME_MS,
} from "../../../src/domain/provider-account/accepted-webhooks.ts";
import type { AccountVersion } from "../../../src/domain/provider-account/provider-account.ts";

const SECRET = { sealed: "sealed", last4: null };

/** A version made at a moment, with the members that differ from the one before. */
function version(number: number, changed: readonly string[], createdAt = 0): AccountVersion {
  const secrets = { api_key: SECRET, webhook_secret: SECRET };
  return { merchantId: "acme", provider: "stripe", version: number, secrets, settings: {}, changed, createdAt };
}

/** What is accepted, as pairs of version and the one it counts as. */
function accepted(versions: readonly AccountVersion[], now: number) {
  return acceptedVersions(versions, now).map((each) => [each.version.version, each.actsAs.version]);
}

const FIRST = version(1, ["api_key", "webhook_secret"]);
const DAY = REPLACED_SECRET_LIFETIME_MS;

describe("the versions whose webhook secrets are accepted", () => {
  it("are the version itself and newer ones, the newest first", () => {
    const other = version(2, ["api_key", "webhook_secret"]);
    expect(accepted([FIRST, other], 100 * DAY)).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  it("leave out a secret a day after it was replaced by itself; until then it counts as the new one", () => {
    const next = version(2, ["webhook_secret"], 1_000);
    expect(accepted([FIRST, next], 1_000 + DAY - 1)).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(accepted([FIRST, next], 1_000 + DAY)).toEqual([[2, 2]]);
  });

  it("see through changes of what is no secret", () => {
    const shown = version(2, ["config.publishable_key"], 5);
    const next = version(3, ["webhook_secret", "config.publishable_key"], 10);
    expect(accepted([FIRST, shown], 100 * DAY)).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(accepted([FIRST, shown, next], 10 + DAY)).toEqual([[3, 3]]);
  });

  it("keep a secret for the payments of another account's version, whatever is replaced after it", () => {
    const moved = version(2, ["api_key", "webhook_secret"], 5);
    const next = version(3, ["webhook_secret"], 10);
    expect(accepted([FIRST, moved, next], 10 + DAY)).toEqual([
      [3, 3],
      [1, 1],
    ]);
  });
});
