import { createApp } from "./app.ts";
import { handleQueue } from "./queues/handle-queue.ts";
import { gatewayOf } from "./services/gateway.ts";
import { foldRollups } from "./services/operations/fold-rollups.ts";
import { sweepMerchants } from "./services/operations/sweep-merchants.ts";
import { wakeAllShards } from "./services/operations/wake-all-shards.ts";

export { AccessTokenObject } from "./objects/access-token/access-token-object.ts";
export { ChannelObject } from "./objects/channel/channel-object.ts";
export { EndpointObject } from "./objects/endpoint/endpoint-object.ts";
export { MerchantObject } from "./objects/merchant/merchant-object.ts";
export { ProviderHealthObject } from "./objects/provider-health/provider-health-object.ts";
export { TransactionShard } from "./objects/transaction-shard/transaction-shard-object.ts";

const app = createApp();

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),

  async queue(batch, env, context) {
    await handleQueue(batch, gatewayOf(env), (work) => context.waitUntil(work));
  },

  /** Continues what a lost alarm or message has left behind. */
  async scheduled({ scheduledTime }, env) {
    const gateway = gatewayOf(env);
    await Promise.all([wakeAllShards(gateway), sweepMerchants(gateway, scheduledTime), foldRollups(gateway)]);
  },
} satisfies ExportedHandler<Cloudflare.Env>;
