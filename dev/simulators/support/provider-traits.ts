import type { Book, BookChange } from "./book.ts";
import type { Clock } from "./clock.ts";
import type { Lie, WebhookFault } from "./fault-rule.ts";
import type { Route, SimulatorRequest } from "./router.ts";

/** How to start a simulator, whatever its provider. */
export interface SimulatorOptions {
  /** 0 picks a free port. */
  readonly port: number;
  readonly host?: string;
  /** Where the books live; without it everything is gone with the process. */
  readonly stateFile?: string;
  /** Added to every answer, as a real provider's distance would. */
  readonly latencyMs?: number;
  /** Delay before a webhook's second attempt, doubling from there; default 1 s. */
  readonly webhookRetryMs?: number;
  readonly clock?: Clock;
}

/** A webhook to be sent; its body is the exact text that is signed. */
export interface Mail {
  readonly type: string;
  /** The merchant's reference that it is about, for fault rules and the ledger. */
  readonly reference: string;
  /** Where to; absent: the address that webhooks go to anyway; null: nowhere, it is only written down. */
  readonly url?: string | null;
  readonly body: string;
}

/** Something the provider, or a customer, does by itself after a while, whatever happens to the process meanwhile. */
export interface Deed {
  readonly afterMs: number;
  /** What is done, and to which row; the provider's `perform` knows what they mean. */
  readonly name: string;
  readonly subject: string;
}

/** What happens at once: rows that change, what is told of it, what will follow by itself. */
export interface Happening<Tables> {
  readonly rows: readonly BookChange<Tables>[];
  readonly mail?: readonly Mail[];
  readonly deeds?: readonly Deed[];
}

/** The running provider, as its routes see it. */
export interface Simulator<Tables> {
  readonly book: Pick<Book<Tables>, "find" | "list">;
  readonly clock: Clock;
  /** The simulator's own address, for links to its pages. */
  origin(): string;
  /** Writes down all of it or, if the process dies, nothing; then sends the mail and arms the deeds. */
  happen(happening: Happening<Tables>): void;
}

/** What makes a simulator one provider. */
export interface ProviderTraits<Tables> {
  routes(simulator: Simulator<Tables>): readonly Route[];
  /** The provider's own shape of an error body. */
  renderError(code: string, message: string, status: number): unknown;
  /** The merchant's references that a call is about, for fault rules that match one. */
  referencesOf(request: SimulatorRequest, simulator: Simulator<Tables>): readonly string[];
  /** The headers that prove a webhook, at the moment it is sent. */
  sign(body: string, fault: WebhookFault): Readonly<Record<string, string>>;
  /** Replaces members of what an event is about; unless told otherwise, those of its `data`. */
  rewrite?(body: string, lie: Lie): string;
  /** Does what a deed says, if there is still a reason to. */
  perform?(name: string, subject: string, simulator: Simulator<Tables>): void;
  /** What `GET /_sim/ledger` tells of one reference, or of all: how often money moved, above all. */
  describe(reference: string | null, simulator: Simulator<Tables>): Readonly<Record<string, unknown>>;
  /** Where webhooks go that name no address of their own; null: nowhere. */
  readonly webhookUrl: string | null;
}
