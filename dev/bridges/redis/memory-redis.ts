import { type RedisBackend, type RedisCommand, RedisCommandError, type RedisReply } from "./redis-backend.ts";
import { parseSetOptions } from "./set-options.ts";

/** One stored value; `expiresAtMs` is null for a key that stays. */
export interface StoredValue {
  readonly value: Buffer;
  readonly expiresAtMs: number | null;
}

/** What the store needs from outside; all of it has a default. */
export interface MemoryRedisOptions {
  /** Milliseconds since 1970; tests bring their own. */
  readonly now?: () => number;
  /** Content to begin with, by key (as latin1 text, so that any bytes make a key). */
  readonly initial?: Iterable<readonly [string, StoredValue]>;
  /** Told of every change before it is answered; null means the key is gone. Expiry is not told. */
  readonly onChange?: (key: string, stored: StoredValue | null) => void;
  readonly close?: () => void;
}

/** Redis expires keys on its own; here every so many writes sweep what nobody asked for again. */
const WRITES_BETWEEN_SWEEPS = 1000;

const ARITY: Record<string, { readonly min: number; readonly max: number }> = {
  PING: { min: 0, max: 1 },
  GET: { min: 1, max: 1 },
  SET: { min: 2, max: Number.POSITIVE_INFINITY },
  DEL: { min: 1, max: Number.POSITIVE_INFINITY },
};

/**
 * The embedded Redis: exactly PING, GET, SET (EX, PX, NX, XX, GET) and DEL, with the semantics of Redis 7. Any other
 * command is refused and reported on stderr, because a substitute that guesses would hide a bug until production.
 */
export function createMemoryRedis(options: MemoryRedisOptions = {}): RedisBackend {
  const now = options.now ?? Date.now;
  const values = new Map<string, StoredValue>(options.initial ?? []);
  let writes = 0;

  const read = (key: string): StoredValue | null => {
    const stored = values.get(key);
    if (stored === undefined) return null;
    if (stored.expiresAtMs === null || stored.expiresAtMs > now()) return stored;
    values.delete(key);
    return null;
  };
  const write = (key: string, stored: StoredValue) => {
    options.onChange?.(key, stored);
    values.set(key, stored);
    writes++;
    if (writes % WRITES_BETWEEN_SWEEPS === 0) for (const each of values.keys()) read(each);
  };
  const remove = (key: string): boolean => {
    if (read(key) === null) return false;
    options.onChange?.(key, null);
    return values.delete(key);
  };
  const set = (key: string, value: Buffer, rest: readonly Buffer[]): RedisReply => {
    const { condition, returnsOld, ttlMs } = parseSetOptions(rest);
    const old = read(key);
    const refused = (condition === "NX" && old !== null) || (condition === "XX" && old === null);
    if (!refused) write(key, { value, expiresAtMs: ttlMs === null ? null : now() + ttlMs });
    if (returnsOld) return old?.value ?? null;
    return refused ? null : "OK";
  };
  const execute = (command: RedisCommand): RedisReply => {
    const [name, args] = checkCommand(command);
    const [first = Buffer.of(), second = Buffer.of(), ...rest] = args;
    if (name === "PING") return args.length === 0 ? "PONG" : first;
    if (name === "GET") return read(toKey(first))?.value ?? null;
    if (name === "SET") return set(toKey(first), second, rest);
    return args.filter((key) => remove(toKey(key))).length;
  };

  return {
    run: async (command) => execute(command),
    runTransaction: async (commands) => executeAll(commands, execute),
    close: async () => options.close?.(),
  };
}

function executeAll(commands: readonly RedisCommand[], execute: (command: RedisCommand) => RedisReply): RedisReply[] {
  try {
    for (const command of commands) checkCommand(command);
  } catch {
    throw new RedisCommandError("EXECABORT Transaction discarded because of previous errors.");
  }
  return commands.map((command) => {
    try {
      return execute(command);
    } catch (error) {
      if (error instanceof RedisCommandError) return error;
      throw error;
    }
  });
}

/** What Redis checks when it takes a command in, before it runs it: the name and the number of arguments. */
function checkCommand([name, ...args]: RedisCommand): [string, Buffer[]] {
  const text = name.toString("latin1");
  const upper = text.toUpperCase();
  const arity = Object.hasOwn(ARITY, upper) ? ARITY[upper] : undefined;
  if (arity === undefined) {
    console.error(`embedded Redis: refused the command ${JSON.stringify(text)}, which it does not do`);
    throw new RedisCommandError(`ERR unknown command '${text}' (embedded Redis; give REDIS_URL for a real one)`);
  }
  if (args.length < arity.min || args.length > arity.max) {
    throw new RedisCommandError(`ERR wrong number of arguments for '${text.toLowerCase()}' command`);
  }
  return [upper, args];
}

function toKey(bytes: Buffer): string {
  return bytes.toString("latin1");
}
