import { regionOfMerchant } from "../../domain/identifiers.ts";
import { findRegion } from "../../domain/region.ts";
import { callObject } from "../shared/call-object.ts";
import type { LoggedEvent } from "./channel-log.ts";

/** What a channel does, as its callers see it. */
export interface ChannelApi {
  publish(events: readonly LoggedEvent[]): Promise<void>;
  fetch(request: Request): Promise<Response>;
}

/** One of a merchant's channels: of all its events, or of those about one of its customers. */
export interface ChannelAddress {
  readonly merchantId: string;
  readonly customerId: string | null;
}

/** One call to a channel. */
export type CallChannel = <Result>(
  address: ChannelAddress,
  call: (channel: ChannelApi) => Promise<Result>,
) => Promise<Result>;

/** The way to the channels of a namespace. */
export function createChannelClient(namespace: DurableObjectNamespace): CallChannel {
  return (address, call) =>
    callObject(() => {
      const id = namespace.idFromName(nameOfChannel(address));
      const hint = findRegion(regionOfMerchant(address.merchantId))?.hint;
      const stub = hint === undefined ? namespace.get(id) : namespace.get(id, { locationHint: hint });
      return stub as unknown as ChannelApi;
    }, call);
}

/** A channel's name; a merchant's id holds no colon, so no two addresses share one. */
export function nameOfChannel({ merchantId, customerId }: ChannelAddress): string {
  return customerId === null ? `merchant:${merchantId}` : `user:${merchantId}:${customerId}`;
}
