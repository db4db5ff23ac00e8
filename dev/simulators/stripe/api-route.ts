import type { JsonObject } from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import type { Route, SimulatorRequest } from "../support/router.ts";
import type { StripeBank } from "./bank.ts";
import type { Draft } from "./draft.ts";
import { expand } from "./expand.ts";
import { parseForm } from "./form.ts";
import { type Decision, runOnce } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { list, optional, type Reader, shape, text, type Values } from "./params.ts";
import { StripeError, toErrorBody } from "./stripe-error.ts";

type Readers = Readonly<Record<string, Reader<unknown>>>;

/** Makes routes of the API: authenticated, with typed parameters, `expand`, a request id, and errors in Stripe's shape. */
export interface ApiRoutes {
  get<R extends Readers>(
    pattern: string,
    readers: R,
    answer: (params: Values<R>, find: Draft["find"], id: string) => JsonObject,
  ): Route;
  /** A POST runs once per idempotency key. */
  post<R extends Readers>(
    pattern: string,
    readers: R,
    decide: (params: Values<R>, draft: Draft, id: string) => Decision,
  ): Route;
}

const EXPAND = { expand: optional(list(text(200))) };

/** The routes of one bank. */
export function createApiRoutes(bank: StripeBank, authenticate: (request: SimulatorRequest) => void): ApiRoutes {
  return {
    get: (pattern, readers, answer) => {
      const [read, readExpand] = toReaders(readers);
      return toRoute("GET", pattern, authenticate, ({ query, id }) => {
        const given = parseForm(query.toString());
        const paths = readExpand(given);
        const { find } = bank.draft();
        return { status: 200, body: expand(answer(read(given), find, id), paths, find) };
      });
    },
    post: (pattern, readers, decide) => {
      const [read, readExpand] = toReaders(readers);
      return toRoute("POST", pattern, authenticate, (request, requestId) =>
        runOnce(bank, request, requestId, (given, draft) => {
          const paths = readExpand(given);
          const decision = decide(read(given), draft, request.id);
          return "body" in decision ? { ...decision, body: expand(decision.body, paths, draft.find) } : decision;
        }),
      );
    },
  };
}

type Given = ReturnType<typeof parseForm>;

function toReaders<R extends Readers>(
  readers: R,
): [read: (given: Given) => Values<R>, readExpand: (given: Given) => readonly string[]] {
  const own = shape(readers);
  return [({ expand: _, ...given }) => own(given, ""), ({ expand: paths }) => EXPAND.expand(paths, "expand") ?? []];
}

function toRoute(
  method: "GET" | "POST",
  pattern: string,
  authenticate: (request: SimulatorRequest) => void,
  handle: (request: SimulatorRequest, requestId: string) => Reply | Promise<Reply>,
): Route {
  return {
    method,
    pattern,
    handle: async (request) => {
      const requestId = newId("req");
      const reply = await answer(request, requestId);
      return { ...reply, headers: { ...reply.headers, "request-id": requestId } };
    },
  };

  async function answer(request: SimulatorRequest, requestId: string): Promise<Reply> {
    try {
      authenticate(request);
      return await handle(request, requestId);
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return { status: error.status, body: toErrorBody(error.members, requestId) };
    }
  }
}
