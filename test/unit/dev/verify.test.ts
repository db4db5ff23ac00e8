import { describe, expect, it } from "vitest";
import { sendJson, startHttpServer } from "../../../dev/bridges/http-server.ts";
import { UsageError } from "../../../dev/stack/usage-error.ts";
import { parseVerifyArguments } from "../../../dev/verify/verify-arguments.ts";
import { createSummary } from "../../../dev/verify/verify-summary.ts";
import { type CheckFinding, walkDatabase } from "../../../dev/verify/walk-database.ts";

const ROW: CheckFinding = {
  table: "events",
  id: "e1",
  owner: "p1",
  kind: "edited",
  columns: ["data"],
  repaired: false,
};

describe("the arguments of db:verify", () => {
  it("are a local instance or a deployed one, and what may be done", () => {
    expect(parseVerifyArguments([])).toMatchObject({ url: undefined, repair: false, removeExtra: false, cursor: null });
    expect(
      parseVerifyArguments(["--url", "https://pay.example/", "--repair", "--remove-extra", "--cursor", "c"]),
    ).toEqual({
      url: "https://pay.example",
      port: undefined,
      stateDir: undefined,
      repair: true,
      removeExtra: true,
      cursor: "c",
    });
  });

  it.each([["--url", "pay.example"], ["--port", "x"], ["--fix"], ["row"]])("are refused: %s %s", (...args) => {
    expect(() => parseVerifyArguments(args)).toThrow(UsageError);
  });
});

describe("what db:verify says", () => {
  function told(steps: { part?: string; checked?: number; pending?: number; findings?: CheckFinding[] }[]) {
    const lines: string[] = [];
    const summary = createSummary((line) => lines.push(line));
    for (const step of steps) {
      summary.add({ part: "payments", checked: 0, pending: 0, findings: [], next: null, ...step });
    }
    return { lines, end: summary.conclude(), isClean: summary.isClean() };
  }

  it("is that all is well, when it is", () => {
    const { lines, end, isClean } = told([{ checked: 20 }, { part: "merchants", checked: 1 }]);
    expect({ lines, isClean }).toEqual({ lines: [], isClean: true });
    expect(end).toEqual(["21 records checked: Postgres is what the objects tell."]);
  });

  it("names each row, and counts what is still wrong", () => {
    const repaired = { ...ROW, id: "p1", table: "transactions", kind: "missing", columns: [], repaired: true };
    const { lines, end, isClean } = told([{ checked: 2, pending: 1, findings: [ROW, repaired] }]);
    expect(lines).toEqual(["events e1 of p1: edited (data)", "transactions p1: missing, repaired"]);
    expect(end.at(-1)).toBe("2 records checked: 2 rows were wrong, 1 still are.");
    expect(end.join()).toContain("1 records were changing");
    expect(isClean).toBe(false);
  });

  it("says so when Postgres was emptied, and does not name a million rows", () => {
    const findings = Array.from({ length: 300 }, (_, index) => ({
      ...ROW,
      table: "transactions",
      id: `p${index}`,
      kind: "missing",
    }));
    const { lines, end } = told([{ checked: 300, findings }]);
    expect(lines).toHaveLength(101);
    expect(end.join()).toContain("it was emptied");
  });
});

describe("the walk of db:verify", () => {
  it("goes on while Postgres is away for a moment, and to the end", async () => {
    let asked = 0;
    const away = { status: 503, body: { detail: "away" } };
    const step = (next_cursor: string | null) => ({
      status: 200,
      body: { checked: 1, pending: 0, findings: [], next_cursor },
    });
    const answers = [step("deposits.0.1.x"), away, step(null)];
    const server = await startHttpServer({ port: 0 }, async (_, response) => {
      asked += 1;
      const { status, body } = answers.shift() ?? away;
      sendJson(response, status, body);
    });
    try {
      const walk = { url: server.url, token: "t", cursor: null, repair: true, removeExtra: false };
      const parts = [];
      for await (const { part } of walkDatabase(walk)) parts.push(part);
      expect(parts).toEqual(["payments", "deposits"]);
      expect(asked).toBe(3);
    } finally {
      await server.close();
    }
  });
});
