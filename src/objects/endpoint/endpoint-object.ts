import { DurableObject } from "cloudflare:workers";
import type { Delivery } from "../../domain/delivery/delivery.ts";
import type { EnqueuedEvent } from "../../domain/delivery/enqueued-event.ts";
import type { DeliveryOutcome } from "../../domain/delivery/settle-delivery.ts";
import type { WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import { bindingsOf, parseConfig } from "../../env.ts";
import { systemClock } from "../../lib/clock.ts";
import { createLogger } from "../../lib/logger.ts";
import { createMerchantClient } from "../merchant/merchant-client.ts";
import { runAtomically } from "../shared/run-atomically.ts";
import { migrateObject } from "../shared/sql-migrations.ts";
import { ALARM_RETRY_MS, createTimers } from "../shared/timers.ts";
import { configureEndpoint, disableHere, REPORT_RETRY_MS } from "./configure-operations.ts";
import {
  claimDelivery,
  claimNext,
  type DeliveryClaim,
  enqueueEvents,
  type ResendResult,
  replayEvents,
  resendDelivery,
  settleDelivery,
} from "./delivery-operations.ts";
import { createDeliveryStore, type DeliveryQuery, type ListedDelivery } from "./delivery-store.ts";
import { dispatch } from "./dispatch.ts";
import type { EndpointContext, EndpointDuty } from "./endpoint-context.ts";
import { createEndpointStateStore, type EndpointState } from "./endpoint-state.ts";
import { purgeDeliveries } from "./purge-operations.ts";
import { ENDPOINT_MIGRATIONS } from "./schema.ts";

/** Duties have one timer of each kind: a handful is all there can be. */
const DUTIES_PER_ALARM = 10;

/**
 * The single writer of one endpoint's deliveries: what is to be sent, when, and what came of it. It sends nothing itself;
 * Workers do, under its leases, and its timers stand behind their messages.
 */
export class EndpointObject extends DurableObject {
  readonly #context: EndpointContext;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    migrateObject(state.storage, ENDPOINT_MIGRATIONS);
    this.#context = {
      state: createEndpointStateStore(state.storage.sql),
      deliveries: createDeliveryStore(state.storage.sql),
      timers: createTimers(state.storage),
      clock: systemClock,
      schedule: parseConfig(env).webhookRetrySchedule,
      random: Math.random,
    };
  }

  configure(endpoint: WebhookEndpoint, isRemoved: boolean): void {
    this.#commit((context) => void configureEndpoint(context, endpoint, isRemoved));
  }

  enqueue(endpoint: WebhookEndpoint, events: readonly EnqueuedEvent[]): void {
    this.#commit((context) => {
      const state = configureEndpoint(context, endpoint, false);
      if (!state.isRemoved) enqueueEvents(context, state, events);
    });
  }

  replay(endpoint: WebhookEndpoint, events: readonly EnqueuedEvent[]): void {
    this.#commit((context) => {
      const state = configureEndpoint(context, endpoint, false);
      if (!state.isRemoved) replayEvents(context, state, events);
    });
  }

  claim(deliveryId: string): DeliveryClaim | null {
    return this.#onLive((context, state) => claimDelivery(context, state, deliveryId));
  }

  async settle(
    deliveryId: string,
    attempt: number,
    outcome: DeliveryOutcome,
    wantsNext: boolean,
  ): Promise<DeliveryClaim | null> {
    const next = this.#onLive((context, state) => {
      const reason = settleDelivery(context, state, deliveryId, attempt, outcome);
      if (reason !== null) disableHere(context, reason);
      const settled = context.state.find();
      return wantsNext && settled !== null ? claimNext(context, settled) : null;
    });
    if (this.#context.state.find()?.hasToReport === true) await this.#report();
    return next;
  }

  resend(deliveryId: string): ResendResult | null {
    return this.#onLive((context, state) => resendDelivery(context, state, deliveryId));
  }

  find(deliveryId: string): Delivery | null {
    return this.#context.deliveries.find(deliveryId);
  }

  list(query: DeliveryQuery): ListedDelivery[] {
    return this.#context.deliveries.list(query);
  }

  /** Re-arms the alarm, should it have been lost, and sends what is due: every commit does. */
  wake(): void {
    this.#context.timers.forget();
    this.#commit(() => undefined);
  }

  override async alarm(): Promise<void> {
    const { timers, clock } = this.#context;
    timers.disarmed();
    try {
      const due = timers.due(clock(), DUTIES_PER_ALARM).map(({ kind }) => kind as EndpointDuty);
      this.#commit((context) => {
        if (due.includes("purge")) purgeDeliveries(context);
      });
      if (due.includes("report")) await this.#report();
    } catch (error) {
      // The platform drops an alarm whose handler keeps throwing, and with it every delivery of this endpoint.
      createLogger({ object: "endpoint" }).error("alarm.failed", { error });
      timers.postpone(clock() + ALARM_RETRY_MS);
    }
  }

  #onLive<Result>(work: (context: EndpointContext, state: EndpointState) => Result | null): Result | null {
    return this.#commit((context) => {
      const state = context.state.find();
      return state === null || state.isRemoved ? null : work(context, state);
    });
  }

  /** Every change ends with a look at what is to be sent next. */
  #commit<Result>(work: (context: EndpointContext) => Result): Result {
    const { result, chosen } = runAtomically(this.ctx.storage, () => ({
      result: work(this.#context),
      chosen: dispatch(this.#context),
    }));
    if (chosen.length > 0) this.ctx.waitUntil(this.#send(chosen));
    return result;
  }

  async #send(deliveryIds: readonly string[]): Promise<void> {
    const endpointId = this.#context.state.find()?.endpoint.id ?? "";
    const messages = deliveryIds.map((id) => ({ body: { endpoint_id: endpointId, delivery_id: id } }));
    try {
      await bindingsOf(this.env).DELIVERY_QUEUE.sendBatch(messages);
    } catch (error) {
      // What is held is let go of by the timer, and sent again.
      createLogger({ object: "endpoint" }).error("queue.unavailable", { error });
    }
  }

  /** Tells the merchant's object that the endpoint is disabled; it answers with news of its own. */
  async #report(): Promise<void> {
    const { state, timers, clock } = this.#context;
    const known = state.find();
    if (known === null || !known.hasToReport) return;
    const { id, merchantId, version, disabledReason } = known.endpoint;
    timers.set("report", "", clock() + REPORT_RETRY_MS);
    timers.arm(clock(), null);
    try {
      const callMerchant = createMerchantClient(bindingsOf(this.env).MERCHANT);
      await callMerchant(merchantId, (merchant) => merchant.disableEndpoint(id, disabledReason ?? "failing", version));
    } catch (error) {
      createLogger({ object: "endpoint" }).warn("endpoint.report_delayed", { error });
    }
  }
}
