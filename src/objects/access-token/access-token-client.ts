import { type AccessToken, type AccessTokenRequest, fingerprintOfRequest } from "../../domain/access-token.ts";
import type { Clock } from "../../lib/clock.ts";
import { callObject } from "../shared/call-object.ts";

interface AccessTokenApi {
  get(request: AccessTokenRequest, rejected: string | null): Promise<AccessToken | null>;
}

/** Gives an account's access token, from this isolate's memory or from its one owner; null when none can be had. */
export type GetAccessToken = (
  accountId: string,
  request: AccessTokenRequest,
  rejected?: string,
) => Promise<string | null>;

/** Accounts whose tokens one isolate remembers: beyond it the oldest are asked for again. */
const MAX_REMEMBERED = 1_000;

/**
 * The way to the owners of tokens, one object for each account. A token is remembered only until its owner would fetch
 * the next one, since that may end it; a refused one is forgotten.
 */
export function createAccessTokenClient(namespace: DurableObjectNamespace, clock: Clock): GetAccessToken {
  const remembered = new Map<string, AccessToken>();
  return async (accountId, request, rejected) => {
    const key = `${accountId}|${fingerprintOfRequest(request)}`;
    const known = remembered.get(key);
    if (known !== undefined && known.token !== rejected && clock() < known.renewAt) return known.token;
    remembered.delete(key);
    const stub = () => namespace.get(namespace.idFromName(`account:${accountId}`)) as unknown as AccessTokenApi;
    const given = await callObject(stub, (owner) => owner.get(request, rejected ?? null));
    if (given === null) return null;
    const [oldest] = remembered.keys();
    if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(key, given);
    return given.token;
  };
}
