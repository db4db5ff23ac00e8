import { mintCallbackToken } from "../../domain/callback-token.ts";
import { deriveDetachedId, type ShardId } from "../../domain/identifiers.ts";
import type { CallContext, NetworkContext } from "../../providers/provider.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import { webhookUrlOf } from "../accounts/webhook-url.ts";
import type { Gateway } from "../gateway.ts";

/** What a call to a provider is about: whose addresses it hands out, and when it has to be over (epoch milliseconds). */
export interface CallSubject {
  /** The payment, refund, payout or deposit; its shard can tell the secret again when a callback comes. */
  readonly id: ShardId;
  readonly callbackSecret: string;
  readonly attemptNumber: number;
  readonly sendBefore: number;
  readonly deadline: number;
  /** Whether what cannot be sent now may go to another provider, so that it is better not sent to a server that is away. */
  readonly mayGoElsewhere?: boolean;
  /** What leads to the account where nothing of ours is named; part of each address. */
  readonly accountTail?: string;
}

/** What an adapter asks its provider with, where nothing is at stake; `deadline` in epoch milliseconds. */
export function createNetworkContext(gateway: Gateway, account: ProviderAccount, deadline: number): NetworkContext {
  return {
    fetch: gateway.fetch,
    clock: gateway.clock,
    deadline,
    accessToken: (request, rejected) =>
      withinDeadline(gateway.getAccessToken(account.id, request, rejected), deadline - gateway.clock()),
  };
}

/** What an adapter runs with for one call about one subject. */
export function createCallContext(gateway: Gateway, account: ProviderAccount, subject: CallSubject): CallContext {
  const { publicUrl } = gateway.config;
  const callbackBase = (account.provider.callbackBaseUrl ?? publicUrl).replace(/\/+$/, "");
  return {
    ...createNetworkContext(gateway, account, subject.deadline),
    sendBefore: subject.sendBefore,
    callbackUrl: webhookUrlOf(publicUrl, account.definition.description.name, account.id),
    callbackAddress(purpose) {
      const token = mintCallbackToken(subject.id, subject.callbackSecret, purpose, subject.attemptNumber);
      return `${callbackBase}/api/v1/callbacks/${token}${subject.accountTail ?? ""}`;
    },
    ...(subject.mayGoElsewhere === true ? { isReachable: gateway.isReachable } : {}),
  };
}

/** What an adapter runs with to read something about the account itself; nothing is sent, no address is handed out. */
export function createAccountContext(gateway: Gateway, account: ProviderAccount, withinMs: number): CallContext {
  const now = gateway.clock();
  return createCallContext(gateway, account, {
    id: deriveDetachedId("account", account.id),
    callbackSecret: "",
    attemptNumber: 1,
    sendBefore: now,
    deadline: now + withinMs,
  });
}

/** A token that is not there in time, or whose owner cannot be reached, is one that cannot be had. */
function withinDeadline(token: Promise<string | null>, ms: number): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), Math.max(1, ms));
    token
      .catch(() => null)
      .then((given) => {
        clearTimeout(timer);
        resolve(given);
      });
  });
}
