import type { AccessTokenRequest } from "../domain/access-token.ts";
import type { CallbackPurpose } from "../domain/callback-token.ts";
import type { Clock } from "../lib/clock.ts";

/** What a question to a provider runs with. Adapters keep no state and reach the network only through `fetch`. */
export interface NetworkContext {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** The moment the call must be over, epoch milliseconds. */
  readonly deadline: number;
  /**
   * The account's OAuth access token from its one owner, or null when none can be had (then nothing was sent).
   * `rejected`: a token that the provider has just refused, so that a fresh one is fetched unless somebody has already.
   */
  accessToken(request: AccessTokenRequest, rejected?: string): Promise<string | null>;
}

/** What one call about a payment, refund or payout runs with. */
export interface CallContext extends NetworkContext {
  /** After this moment a mutation must not leave any more, epoch milliseconds. */
  readonly sendBefore: number;
  /** Where the provider posts its webhooks for the account that is used. */
  readonly callbackUrl: string;
  /**
   * An unguessable address of its own for this subject, purpose and attempt, for providers that sign nothing. What comes
   * there reaches `handleCallback`. Contains no word but `callbacks` and hex.
   */
  callbackAddress(purpose: CallbackPurpose): string;
  /**
   * Whether a server takes connections at all; present where a mutation that finds none had better not be sent, because
   * it can go to another provider. What is not sent has certainly not been taken, which a broken connection leaves open.
   */
  readonly isReachable?: (url: string) => Promise<boolean>;
}
