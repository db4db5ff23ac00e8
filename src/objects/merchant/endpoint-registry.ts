import { type Actor, systemActor } from "../../domain/actor.ts";
import type { AuditDraft } from "../../domain/audit/audit-entry.ts";
import type { Replacements } from "../../domain/key-rotation/sealed-things.ts";
import {
  changeEndpoint,
  describe,
  disableEndpoint,
  type EndpointChange,
  type EndpointStep,
  rotateSecret,
} from "../../domain/webhook-endpoint/change-endpoint.ts";
import type { DisabledReason, WebhookEndpoint } from "../../domain/webhook-endpoint/webhook-endpoint.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { CallEndpoint } from "../endpoint/endpoint-client.ts";
import type { Timers } from "../shared/timers.ts";
import type { EndpointStore } from "./endpoint-store.ts";

/** Endpoints one merchant may have: every event is sent to each that wants it. */
const MAX_ENDPOINTS = 20;
/** An endpoint's object that could not be told of a change is told again after this time. */
const TELL_RETRY_MS = 15_000;
/** The timers behind what endpoints' objects have to be told. */
const DUTY = "endpoint";

/** What the registry needs of the merchant's object. */
export interface EndpointRegistryDependencies {
  readonly store: EndpointStore;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly callEndpoint: CallEndpoint;
  readonly logger: Logger;
  /** Runs work in one storage transaction. */
  atomically(work: () => void): void;
  /** Adds an entry to the merchant's audit chain, within a transaction. */
  record(merchantId: string, draft: AuditDraft, actor: Actor): void;
}

/** A merchant's webhook endpoints. Each change is durable here first, and then told to the endpoint's own object. */
export interface EndpointRegistry {
  /** False when the merchant has too many. */
  add(endpoint: WebhookEndpoint, actor: Actor): Promise<boolean>;
  list(): WebhookEndpoint[];
  find(id: string): WebhookEndpoint | null;
  change(id: string, change: EndpointChange, actor: Actor): Promise<WebhookEndpoint | null>;
  rotate(id: string, sealed: string, actor: Actor): Promise<WebhookEndpoint | "too_many_secrets" | null>;
  /** Exchanges sealed secrets of endpoints; tells how many. */
  reseal(replacements: Replacements, actor: Actor): Promise<number>;
  remove(id: string, actor: Actor): Promise<boolean>;
  /** The endpoint's own object disables it; changes nothing when it speaks of an older version. */
  disable(id: string, reason: DisabledReason, version: number): Promise<void>;
  /** Tells endpoints' objects what they have not heard of yet; for the alarm. */
  tellDue(limit: number): Promise<void>;
}

/** The registry over a merchant object's own rows. */
export function createEndpointRegistry(dependencies: EndpointRegistryDependencies): EndpointRegistry {
  const { store, timers, clock, callEndpoint, logger } = dependencies;

  const commit = async ({ endpoint, audit }: EndpointStep, actor: Actor, isRemoved = false): Promise<void> => {
    dependencies.atomically(() => {
      store.save({ endpoint, isRemoved });
      timers.set(DUTY, endpoint.id, clock() + TELL_RETRY_MS);
      for (const draft of audit) dependencies.record(endpoint.merchantId, draft, actor);
      timers.arm(clock(), null);
    });
    await tell(endpoint.id);
  };

  const tell = async (id: string): Promise<void> => {
    const stored = store.find(id);
    if (stored === null) {
      timers.set(DUTY, id, null);
      return;
    }
    const { endpoint, isRemoved } = stored;
    try {
      await callEndpoint(id, (object) => object.configure(endpoint, isRemoved));
    } catch (error) {
      logger.warn("endpoint.not_told", { endpoint_id: id, error });
      return;
    }
    // Changed while its object was being told: whoever changed it tells of that.
    if (store.find(id)?.endpoint.version !== endpoint.version) return;
    dependencies.atomically(() => {
      timers.set(DUTY, id, null);
      if (isRemoved) store.delete(id);
    });
  };

  const live = (id: string): WebhookEndpoint | null => {
    const stored = store.find(id);
    return stored === null || stored.isRemoved ? null : stored.endpoint;
  };

  return {
    list: store.list,
    find: live,
    async add(endpoint, actor) {
      if (store.find(endpoint.id) !== null) return true;
      if (store.list().length >= MAX_ENDPOINTS) return false;
      await commit({ endpoint, audit: [describe("created", endpoint)] }, actor);
      return true;
    },
    async change(id, change, actor) {
      const known = live(id);
      if (known === null) return null;
      const step = changeEndpoint(known, change, clock());
      if (step.endpoint !== known) await commit(step, actor);
      return step.endpoint;
    },
    async rotate(id, sealed, actor) {
      const known = live(id);
      if (known === null || known.secrets[0]?.sealed === sealed) return known;
      const step = rotateSecret(known, sealed, clock());
      if (step === null) return "too_many_secrets";
      await commit(step, actor);
      return step.endpoint;
    },
    async reseal(replacements, actor) {
      let count = 0;
      for (const endpoint of store.list()) {
        const secrets = endpoint.secrets.map((secret) => ({
          ...secret,
          sealed: replacements[secret.sealed] ?? secret.sealed,
        }));
        const changed = secrets.filter(({ sealed }, index) => sealed !== endpoint.secrets[index]?.sealed).length;
        count += changed;
        // A version of its own, so that the endpoint's object takes it over; nothing that its merchant would notice.
        if (changed > 0)
          await commit({ endpoint: { ...endpoint, secrets, version: endpoint.version + 1 }, audit: [] }, actor);
      }
      return count;
    },
    async remove(id, actor) {
      const known = live(id);
      if (known === null) return false;
      const removed = { ...known, version: known.version + 1, updatedAt: clock() };
      await commit({ endpoint: removed, audit: [describe("removed", known)] }, actor, true);
      return true;
    },
    async disable(id, reason, version) {
      const known = live(id);
      if (known === null || known.version !== version || known.status === "disabled") return tell(id);
      await commit(disableEndpoint(known, reason, clock()), systemActor("deliveries"));
    },
    async tellDue(limit) {
      const due = timers.due(clock(), limit).filter(({ kind }) => kind === DUTY);
      for (const { ref } of due) timers.set(DUTY, ref, clock() + TELL_RETRY_MS);
      await Promise.all(due.map(({ ref }) => tell(ref)));
    },
  };
}
