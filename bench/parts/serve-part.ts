import type { FromPart, ToPart } from "./part-messages.ts";

/** A part that has started: what others need to know of it, what it can be asked to do, and how it ends. */
export interface StartedPart<Info, Task = never, Result = never> {
  readonly info: Info;
  perform?(task: Task): Promise<Result> | Result;
  close(): Promise<void> | void;
}

/**
 * Makes this process a part of the benchmark. It ends when it is told to, and also when the process that started it is
 * gone, however that went: so nothing is left behind even by a SIGKILL.
 */
export function servePart<Options, Info, Task = never, Result = never>(
  start: (options: Options) => Promise<StartedPart<Info, Task, Result>>,
): void {
  let started: Promise<StartedPart<Info, Task, Result>> | null = null;
  const end = async () => {
    const part = await started?.catch(() => null);
    await part?.close();
    process.exit(0);
  };
  process.on("message", async (message: ToPart) => {
    switch (message.kind) {
      case "start":
        started = start(message.options as Options);
        started.then(({ info }) => send({ kind: "ready", info }), fail(null));
        return;
      case "task": {
        const { number, task } = message;
        const part = await started;
        Promise.resolve(part?.perform?.(task as Task)).then(
          (result) => send({ kind: "done", number, result }),
          fail(number),
        );
        return;
      }
      case "stop":
        await end();
    }
  });
  process.once("disconnect", end);
}

function send(message: FromPart): void {
  if (process.connected) process.send?.(message);
}

function fail(number: number | null): (error: unknown) => void {
  return (error) =>
    send({ kind: "failed", number, message: error instanceof Error ? String(error.stack) : String(error) });
}
