import worker, { MerchantObject as Merchant, TransactionShard as Shard } from "../../src/index.ts";
import { CALLS_PATH, FINISHED_HEADER } from "./call-record.ts";
import { begun, countedEnv, finished } from "./counted-env.ts";

export * from "../../src/index.ts";

/** The gateway's shard, whose own calls are counted too. */
export class TransactionShard extends Shard {
  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, countedEnv(env));
  }
}

/** The gateway's merchant, whose own calls are counted too. */
export class MerchantObject extends Merchant {
  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, countedEnv(env));
  }
}

function forget(): void {
  Object.assign(begun, { object: 0, queue: 0 });
  Object.assign(finished, { object: 0, queue: 0 });
}

/** The gateway itself, unchanged but for bindings that count. */
export default {
  ...worker,

  async fetch(request, env, context) {
    if (new URL(request.url).pathname === CALLS_PATH) {
      const calls = { ...begun };
      forget();
      return Response.json(calls);
    }
    const answer = await worker.fetch(request, countedEnv(env), context);
    const told = new Response(answer.body, answer);
    told.headers.set(FINISHED_HEADER, JSON.stringify(finished));
    return told;
  },

  queue: (batch, env, context) => worker.queue(batch, countedEnv(env), context),
} satisfies ExportedHandler<Cloudflare.Env>;
