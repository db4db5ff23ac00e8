import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AccountHost } from "./account-host.ts";
import { applyRequestFault, type Outcome } from "./apply-request-fault.ts";
import type { FaultBook } from "./fault-book.ts";
import type { Lie } from "./fault-rule.ts";
import { passOn } from "./pass-on.ts";
import { readBody } from "./read-body.ts";
import { Refusal } from "./refusal.ts";
import { type Reply, sendReply } from "./reply.ts";
import type { RequestLog } from "./request-log.ts";
import { createRouter, type Route, type SimulatorRequest } from "./router.ts";
import { createTimerSet } from "./timer-set.ts";

/** What makes a set of routes into one provider. */
interface SimulatorServerOptions {
  /** 0 picks a free port. */
  readonly port: number;
  readonly host: string;
  readonly routes: readonly Route[];
  readonly faults: FaultBook;
  readonly log: RequestLog;
  /** Added to every answer but those of the control routes: the provider's usual response time. */
  readonly latencyMs: number;
  /** The provider's own shape of an error body. */
  renderError(code: string, message: string, status: number): unknown;
  /** Adds what the provider puts on every answer; not asked about those of the control routes. */
  decorate?(reply: Reply, request: IncomingMessage): Reply;
  /** The merchant references that a request is about, for fault rules that match one. */
  referencesOf(request: SimulatorRequest): readonly string[];
  /** Further accounts, whose requests go to servers of their own. */
  readonly accounts?: AccountHost | undefined;
  /** Puts a lie into an answer whose members are not at its top; without it, they are. */
  lieAbout?(body: unknown, lie: Lie): unknown;
}

/** Longer than any pause inside a test, so that a caller's kept connection is not closed under its hands. */
const KEEP_ALIVE_MS = 120_000;
const CONTROL_PREFIX = "/_sim/";

/** Listens and serves the routes; resolves with the address once it does, rejects when the port is taken. */
export function startSimulatorServer(
  options: SimulatorServerOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const match = createRouter([...options.routes, ...(options.accounts?.routes ?? [])]);
  const timers = createTimerSet();

  const handle = async (route: Route, request: SimulatorRequest): Promise<Reply> => {
    try {
      return await route.handle(request);
    } catch (error) {
      if (error instanceof Refusal) return toReply(error);
      console.error(`simulator: ${request.method} ${request.path}`, error);
      return toReply(new Refusal(500, "simulator_bug", "The simulator itself failed; see its output."));
    }
  };

  const toReply = (refusal: Refusal): Reply => ({
    status: refusal.status,
    body: options.renderError(refusal.code, refusal.message, refusal.status),
  });

  const answer = async (route: Route, request: SimulatorRequest): Promise<Outcome> => {
    const fault = options.faults.forRequest({
      method: request.method,
      path: request.path,
      references: () => options.referencesOf(request),
    });
    const effect = (): Promise<Reply> => handle(route, request);
    const outcome =
      fault === undefined
        ? await effect()
        : await applyRequestFault(fault, effect, { ...options, sleep: timers.sleep });
    const waitMs = options.latencyMs + (outcome === "dropped" ? 0 : (outcome.holdMs ?? 0));
    if (waitMs > 0) await timers.sleep(waitMs);
    return outcome !== "dropped" && outcome.cut === true ? "dropped" : outcome;
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = incoming.url ?? "/";
    const question = target.indexOf("?");
    const path = question < 0 ? target : target.slice(0, question);
    const method = incoming.method ?? "GET";
    const found = match(method, path);
    const control = path.startsWith(CONTROL_PREFIX);
    let outcome: Outcome;
    try {
      const rawBody = await readBody(incoming);
      if (control && !isLoopback(incoming.socket.remoteAddress)) {
        throw new Refusal(403, "loopback_only", "The knobs of a simulator are for this machine only.");
      }
      if (found.kind === "unknown") throw new Refusal(404, "not_found", `There is no ${path}.`);
      if (found.kind === "wrong_method") throw new Refusal(405, "method_not_allowed", `Use ${found.allow}.`);
      const query = new URLSearchParams(question < 0 ? "" : target.slice(question));
      const request = { method, path, query, headers: incoming.headers, rawBody, id: found.id };
      outcome = control ? await handle(found.route, request) : await answer(found.route, request);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      outcome = toReply(error);
      if (found.kind === "wrong_method") outcome = { ...outcome, headers: { allow: found.allow } };
    }
    if (!control) {
      options.log.record(found.kind === "found" ? `${method} ${found.route.pattern}` : "unmatched", {
        at: new Date().toISOString(),
        method,
        path: target,
        idempotency_key: incoming.headers["idempotency-key"]?.toString() ?? null,
        status: outcome === "dropped" ? null : outcome.status,
      });
    }
    if (outcome === "dropped") incoming.socket.destroy();
    else sendReply(response, control ? outcome : (options.decorate?.(outcome, incoming) ?? outcome));
  };

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, response) => {
    const elsewhere = isLoopback(incoming.socket.remoteAddress) ? options.accounts?.find(incoming) : null;
    if (typeof elsewhere === "string") {
      passOn(incoming, response, elsewhere);
      return;
    }
    // What rejects here is a caller that hung up while its body was read: there is nobody left to answer.
    serve(incoming, response).catch(() => incoming.socket.destroy());
  });

  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : options.port;
      resolve({ url: `http://${toUrlHost(options.host)}:${port}`, close: () => closeServer() });
    });
  });

  function closeServer(): Promise<void> {
    timers.close();
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

function toUrlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);
}
