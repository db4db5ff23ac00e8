/** What a Redis answers: a bulk string as its bytes, a simple string (`OK`, `PONG`) as text, nil as null. */
export type RedisReply = string | Buffer | number | null | RedisCommandError | readonly RedisReply[];

/** A command with its arguments, as bytes; the name comes first, in any case. */
export type RedisCommand = readonly [Buffer, ...Buffer[]];

/**
 * A Redis behind the bridge. Both rejections mean different things: `RedisCommandError` is Redis's own refusal,
 * anything else means that it may not have been reached and nothing is known about the command's effect.
 */
export interface RedisBackend {
  run(command: RedisCommand): Promise<RedisReply>;
  /** `MULTI … EXEC`: one reply a command, none of anybody else's commands in between. */
  runTransaction(commands: readonly RedisCommand[]): Promise<readonly RedisReply[]>;
  close(): Promise<void>;
}

/** Redis's refusal of one command; the message is its error text (`ERR …`, `WRONGTYPE …`). */
export class RedisCommandError extends Error {
  override readonly name = "RedisCommandError";
}
