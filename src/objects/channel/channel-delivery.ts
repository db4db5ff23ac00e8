import { type OutgoingEvent, toOutgoingEvents } from "../../domain/event/outgoing-event.ts";
import type { Delivery } from "../shared/drain.ts";
import { type ChannelAddress, createChannelClient, nameOfChannel } from "./channel-client.ts";
import type { LoggedEvent } from "./channel-log.ts";

/** A channel takes a batch in milliseconds; what takes this long is asked again. */
const PUBLISH_TIMEOUT_MS = 8_000;

/** How channels are told of events: each of a batch's merchants and customers in one call. */
export function createChannelDelivery(namespace: DurableObjectNamespace): Delivery {
  const callChannel = createChannelClient(namespace);
  return {
    async send(rows) {
      const batches = groupByChannel(toOutgoingEvents(rows.map(({ projection }) => projection)));
      // All have to end before any can be tried again, or an older batch could come behind a newer one.
      const results = await Promise.allSettled(
        batches.map(({ address, events }) => withTimeout(callChannel(address, (channel) => channel.publish(events)))),
      );
      const failed = results.find((result) => result.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    },
    classify: (error) => ({ kind: "later", summary: error instanceof Error ? error.message : String(error) }),
  };
}

interface ChannelBatch {
  readonly address: ChannelAddress;
  readonly events: LoggedEvent[];
}

function groupByChannel(outgoing: readonly OutgoingEvent[]): ChannelBatch[] {
  const batches = new Map<string, ChannelBatch>();
  for (const { merchantId, customerId, event } of outgoing) {
    const logged = { id: event.id, text: JSON.stringify(event) };
    for (const customer of customerId === null ? [null] : [null, customerId]) {
      const address = { merchantId, customerId: customer };
      const name = nameOfChannel(address);
      const batch = batches.get(name) ?? { address, events: [] };
      batches.set(name, batch);
      batch.events.push(logged);
    }
  }
  return [...batches.values()];
}

async function withTimeout(published: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("a channel did not answer in time")), PUBLISH_TIMEOUT_MS);
  try {
    await Promise.race([published, late]);
  } finally {
    clearTimeout(timer);
  }
}
