import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");

/** Names of what the code logs at a level: literals, which a search of the log can be for. */
function loggedAt(level: "info" | "warn" | "error"): string[] {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const found = files.flatMap((file) => {
    const text = readFileSync(join(ROOT, "src", file), "utf8");
    return [...text.matchAll(new RegExp(String.raw`\.${level}\(\s*"([a-z_]+(?:\.[a-z_]+)?)"`, "g"))].map(
      ([, name]) => name ?? "",
    );
  });
  return [...new Set(found)].sort();
}

const runbook = readFileSync(join(ROOT, "docs/runbook.md"), "utf8");

function described(heading: string): string[] {
  const section = runbook.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| `([a-z_.]+)` \|/gm)].map(([, name]) => name ?? "").sort();
}

describe("the runbook", () => {
  it("describes every error the code can log, and no other", () => {
    expect(loggedAt("error").length).toBeGreaterThan(10);
    expect(described("Errors")).toEqual(loggedAt("error"));
  });

  it("describes every warning the code can log, and no other", () => {
    const errors = loggedAt("error");
    expect(described("Warnings")).toEqual(loggedAt("warn").filter((name) => !errors.includes(name)));
  });

  it("names every other line", () => {
    for (const name of loggedAt("info")) expect(runbook).toContain(`\`${name}\``);
  });

  it("knows that nothing is logged under a name that is made up on the spot", () => {
    const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    const computed = files.filter((file) => {
      const text = readFileSync(join(ROOT, "src", file), "utf8");
      return file !== "lib/logger.ts" && /[lL]ogger(?:\([^)]*\)|"\))?\.(?:info|warn|error)\(\s*[^"\s]/.test(text);
    });
    expect(computed).toEqual([]);
  });
});
