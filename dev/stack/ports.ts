import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "./json-file.ts";
import { StartFailure } from "./start-failure.ts";

/** Below the range from which systems lend ports to outgoing connections, so that ours is still free after a restart. */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;
const MAX_ATTEMPTS = 50;

/** The ports of a state directory's own servers: pages and callbacks link to them, so they should outlive a restart. */
export interface PortMemory {
  /** Starts a server on its remembered port, or on a new one that is then remembered. */
  open<T>(name: string, start: (port: number) => Promise<T>): Promise<T>;
}

/** Whether nobody listens on a loopback port. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The remembered ports of a state directory. */
export function openPortMemory(stateDir: string): PortMemory {
  const file = join(stateDir, "ports.json");
  return {
    async open(name, start) {
      const remembered = readJsonFile(file)?.[name];
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const useRemembered = attempt === 0 && typeof remembered === "number";
        const port = useRemembered ? remembered : randomInt(FIRST_PORT, LAST_PORT + 1);
        if (!(await isPortFree(port))) continue;
        const started = await startUnlessTaken(port, start);
        if (started === null) continue;
        writeJsonFile(file, { ...readJsonFile(file), [name]: port });
        return started.value;
      }
      throw new StartFailure(`no free port for ${name} between ${FIRST_PORT} and ${LAST_PORT}`);
    },
  };
}

async function startUnlessTaken<T>(port: number, start: (port: number) => Promise<T>): Promise<{ value: T } | null> {
  try {
    return { value: await start(port) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return null;
    throw error;
  }
}
