import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Stopper } from "../../dev/stack/stop.ts";
import type { FromPart, ToPart } from "./part-messages.ts";

/** Past this a part that was told to end is ended. */
const STOP_PATIENCE_MS = 5_000;

/** A process of its own that does one job of the benchmark. */
export interface Part<Info, Task = never, Result = never> {
  readonly info: Info;
  perform(task: Task): Promise<Result>;
  /** Ends it; also done at the end of the run. */
  stop(): Promise<void>;
}

/**
 * Starts `parts/<name>-part.ts` in a process of its own, so that the pieces share no event loop and each can be seen in
 * `top`. In a session of its own too: Ctrl-C reaches only the benchmark, which then ends its parts in order.
 */
export async function startPart<Info, Task = never, Result = never>(
  stopper: Stopper,
  name: string,
  options: unknown,
): Promise<Part<Info, Task, Result>> {
  stopper.signal.throwIfAborted();
  const child = fork(join(import.meta.dirname, `${name}-part.ts`), [], {
    detached: true,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const waiting = new Map<number | null, PromiseWithResolvers<unknown>>();
  const expect = (number: number | null): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(number, answer);
    return answer.promise;
  };
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const send = (message: ToPart) => {
    if (child.connected) child.send(message, () => undefined);
  };
  child.on("error", (error) => rejectAll(waiting, error));
  child.once("exit", (code) => rejectAll(waiting, new Error(`the part ${name} has ended (exit code ${code})`)));
  child.on("message", (message: FromPart) => {
    const number = message.kind === "ready" ? null : message.number;
    const answer = waiting.get(number);
    waiting.delete(number);
    if (message.kind === "failed") answer?.reject(new Error(`${name}: ${message.message}`));
    else answer?.resolve(message.kind === "ready" ? message.info : message.result);
  });
  let isStopping = false;
  void ended.then(() => {
    if (!isStopping) stopper.request({ exitCode: 1, message: `bench: the part ${name} has ended by itself` });
  });
  const stop = async () => {
    isStopping = true;
    send({ kind: "stop" });
    const timer = setTimeout(() => killGroup(child), STOP_PATIENCE_MS);
    await ended;
    clearTimeout(timer);
    killGroup(child);
  };
  stopper.onStop(`the part ${name}`, stop);
  const ready = expect(null);
  send({ kind: "start", options });
  const info = (await ready) as Info;
  let tasks = 0;
  return {
    info,
    stop,
    perform: (task) => {
      stopper.signal.throwIfAborted();
      tasks += 1;
      const result = expect(tasks) as Promise<Result>;
      send({ kind: "task", number: tasks, task });
      return result;
    },
  };
}

/** A part that dies leaves its own children behind, workerd for one. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody is left in the group.
  }
}

function rejectAll(waiting: Map<number | null, PromiseWithResolvers<unknown>>, error: Error): void {
  for (const answer of waiting.values()) answer.reject(error);
  waiting.clear();
}
