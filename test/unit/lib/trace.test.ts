import { describe, expect, it, vi } from "vitest";
import { createLogger } from "../../../src/lib/logger.ts";
import {
  continueTrace,
  currentTraceId,
  newTraceId,
  ownTrace,
  parseTraceparent,
  runInTrace,
  toTraceparent,
} from "../../../src/lib/trace.ts";

const ID = "0af7651916cd43dd8448eb211c80319c";
const OTHER = "1af7651916cd43dd8448eb211c80319c";

describe("the header traceparent", () => {
  it("is read as W3C Trace Context says, later versions too", () => {
    expect(parseTraceparent(`00-${ID}-b7ad6b7169203331-01`)).toBe(ID);
    expect(parseTraceparent(`cc-${ID}-b7ad6b7169203331-00-what-comes`)).toBe(ID);
    expect(parseTraceparent(toTraceparent(ID))).toBe(ID);
    expect(parseTraceparent(toTraceparent(newTraceId()))).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    undefined,
    "",
    ID,
    `ff-${ID}-b7ad6b7169203331-01`,
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
    `00-${ID}-0000000000000000-01`,
    `00-${ID.toUpperCase()}-b7ad6b7169203331-01`,
    `00-${ID}-b7ad6b7169203331`,
    `00-${ID}-b7ad6b7169203331-01x`,
    `00-${ID.slice(1)}-b7ad6b7169203331-01`,
  ])("that is %s begins a new trace", (header) => expect(parseTraceparent(header)).toBeNull());
});

describe("a trace", () => {
  it("follows its work, and no other", async () => {
    const seen = await Promise.all(
      [ID, OTHER].map((id) =>
        runInTrace(id, async () => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          return currentTraceId();
        }),
      ),
    );
    expect(seen).toEqual([ID, OTHER]);
    expect(currentTraceId()).toBeNull();
    expect(ownTrace()).toEqual({});
  });

  it("of a record is gone on with in the background only", () => {
    expect(continueTrace(ID, currentTraceId)).toBe(ID);
    expect(runInTrace(OTHER, () => continueTrace(ID, currentTraceId))).toBe(OTHER);
    for (const none of [undefined, null, "", "x", "0".repeat(32)])
      expect(continueTrace(none, currentTraceId)).toBeNull();
  });

  it("is in every line that its work logs", () => {
    const lines: string[] = [];
    const spy = vi.spyOn(console, "info").mockImplementation((line: string) => void lines.push(line));
    const logger = createLogger({ request_id: "r" });
    runInTrace(ID, () => logger.info("inside"));
    logger.info("outside");
    spy.mockRestore();
    expect(lines.map((line) => JSON.parse(line).trace_id)).toEqual([ID, undefined]);
  });
});
