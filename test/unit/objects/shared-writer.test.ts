import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Projection } from "../../../src/domain/projection.ts";
import { writeShared } from "../../../src/objects/shared/shared-writer.ts";

const POISON = "poison";
let databases = 0;
let database = "";

beforeEach(() => {
  vi.useFakeTimers();
  databases += 1;
  database = `database ${databases}`;
});

afterEach(() => {
  vi.useRealTimers();
});

/** Rows that can be told apart. */
function rowsOf(...names: string[]): Projection[] {
  return names.map((name) => ({ merchants: [{ id: name }] }) as unknown as Projection);
}

function namesOf(projections: readonly Projection[]): string[] {
  return projections.flatMap(({ merchants }) => (merchants ?? []).map(({ id }) => id));
}

/** A Postgres that refuses whatever holds a poisoned row, and remembers what it was sent. */
function createDatabase(answer: () => Promise<void> = () => Promise.resolve()) {
  const requests: string[][] = [];
  const write = async (projections: readonly Projection[]) => {
    requests.push(namesOf(projections));
    if (namesOf(projections).includes(POISON)) throw new Error(POISON);
    await answer();
  };
  const isRowFault = (error: unknown) => error instanceof Error && error.message === POISON;
  return { requests, send: (...names: string[]) => writeShared(database, { write, isRowFault }, rowsOf(...names)) };
}

/** How each ended, once enough time has passed. */
async function endings(writes: readonly Promise<void>[]): Promise<string[]> {
  const settled = Promise.allSettled(writes);
  await vi.advanceTimersByTimeAsync(20_000);
  return (await settled).map((each) => (each.status === "fulfilled" ? "written" : String(each.reason.message)));
}

describe("objects that write at the same moment", () => {
  it("write in one request", async () => {
    const { requests, send } = createDatabase();
    expect(await endings([send("a", "b"), send("c"), send("d")])).toEqual(["written", "written", "written"]);
    expect(requests).toEqual([["a", "b", "c", "d"]]);
  });

  it("write in the order of time, each object's own rows in their order", async () => {
    const at = (name: string, second: number) =>
      ({ merchants: [{ id: name }], audit_logs: [{ timestamp: `2026-01-01T00:00:0${second}.000Z` }] }) as never;
    const requests: string[][] = [];
    const write = async (projections: readonly Projection[]) => void requests.push(namesOf(projections));
    const send = (...rows: never[]) => writeShared(database, { write, isRowFault: () => false }, rows);
    await endings([send(at("b", 2), at("e", 5), at("set back", 1)), send(at("a", 1), at("c", 3))]);
    expect(requests).toEqual([["a", "b", "c", "e", "set back"]]);
  });

  it("later write in another", async () => {
    const { requests, send } = createDatabase();
    await endings([send("a")]);
    await endings([send("b")]);
    expect(requests).toEqual([["a"], ["b"]]);
  });

  it("each write their own when a row of one of them can never be taken", async () => {
    const { requests, send } = createDatabase();
    expect(await endings([send("a"), send(POISON), send("b")])).toEqual(["written", POISON, "written"]);
    expect(requests.slice(1).sort()).toEqual([["a"], ["b"], [POISON]]);
  });

  it("all hear of it when Postgres is away", async () => {
    const { requests, send } = createDatabase(() => Promise.reject(new Error("away")));
    expect(await endings([send("a"), send("b")])).toEqual(["away", "away"]);
    expect(requests).toHaveLength(1);
  });

  it("do not wait for ever for one that is gone", async () => {
    const { send } = createDatabase(() => new Promise(() => undefined));
    void send("a");
    expect(await endings([send("b")])).toEqual([expect.stringContaining("gone")]);
  });

  it("begin another request when one is large enough", async () => {
    const { requests, send } = createDatabase();
    const many = Array.from({ length: 400 }, (_, index) => String(index));
    await endings([send(...many), send(...many)]);
    expect(requests.map(({ length }) => length)).toEqual([400, 400]);
  });
});
