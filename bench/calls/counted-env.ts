import { CALL_DELAY_MS, type InnerCalls } from "./call-record.ts";

type Kind = keyof InnerCalls;

/** Calls that were begun and calls that have been answered. Objects and the Worker share it: locally, all is one isolate. */
export const begun: Record<Kind, number> = { object: 0, queue: 0 };
/** See {@link begun}. */
export const finished: Record<Kind, number> = { object: 0, queue: 0 };

const counted = new WeakMap<object, object>();

/** The same bindings with every object and queue behind a counter; the same object for the same environment. */
export function countedEnv<Env extends object>(env: Env): Env {
  const known = counted.get(env) ?? Object.fromEntries(Object.entries(env).map(([name, value]) => [name, wrap(value)]));
  counted.set(env, known);
  return known as Env;
}

function wrap(binding: unknown): unknown {
  if (binding === null || typeof binding !== "object") return binding;
  if ("idFromName" in binding) return wrapNamespace(binding);
  if ("sendBatch" in binding) return wrapMethods(binding, ["send", "sendBatch"], "queue");
  return binding;
}

function wrapNamespace(namespace: object): object {
  return new Proxy(namespace, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name !== "get" && name !== "getByName") return member.bind(target);
      return (...args: unknown[]) => wrapMethods(member.apply(target, args) as object, null, "object");
    },
  });
}

/** Counts the calls of the named methods, or of all. */
function wrapMethods(owner: object, names: readonly string[] | null, kind: Kind): object {
  return new Proxy(owner, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      const isCounted = typeof name === "string" && (names === null || names.includes(name));
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, args);
        return isCounted ? count(kind, result as Promise<unknown>) : result;
      };
    },
  });
}

async function count(kind: Kind, call: Promise<unknown>): Promise<unknown> {
  begun[kind] += 1;
  try {
    return await call;
  } finally {
    await scheduler.wait(CALL_DELAY_MS);
    finished[kind] += 1;
  }
}
