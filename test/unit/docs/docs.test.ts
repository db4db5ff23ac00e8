import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { PROBLEMS } from "../../../src/domain/problem.ts";
import { listProviders } from "../../../src/providers/registry.ts";

const ROOT = join(import.meta.dirname, "../../..");

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => join(folder, entry.name));
}

/** Each provider and each simulator describes itself in its own folder. */
const FOLDERS = ["src/providers", "dev/simulators"].flatMap((room) =>
  readdirSync(join(ROOT, room)).map((name) => join(ROOT, room, name)),
);

const DOCUMENTS = [
  ROOT,
  join(ROOT, "docs"),
  join(ROOT, "docs/adr"),
  ...FOLDERS.filter((folder) => statSync(folder).isDirectory()),
].flatMap(markdownIn);

/** GitHub's way to make an anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[`*]/g, "")
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

function anchorsOf(file: string): string[] {
  const text = readFileSync(file, "utf8").replace(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

describe("the documentation", () => {
  it.each(DOCUMENTS.map((file) => [relative(ROOT, file), file]))("%s has no dead link of its own", (_, file) => {
    const text = readFileSync(file, "utf8").replace(/^```[\s\S]*?^```/gm, "");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const dead = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? file : join(dirname(file), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  it("describes every problem with its status, and no other", () => {
    const sections = readFileSync(join(ROOT, "docs/problems.md"), "utf8").split(/^## /m).slice(1);
    const rows = sections.flatMap((section) => {
      const [headings = ""] = section.split("\n");
      const told = [...section.matchAll(/^\| `([a-z_]+)` \|(?: (\d{3}) \|)?/gm)];
      return told.map(([, code, status]) => `${code} ${status ?? headings.slice(0, 3)}`);
    });
    const catalogue = Object.entries(PROBLEMS).map(([code, { status }]) => `${code} ${status}`);
    expect(rows.sort()).toEqual(catalogue.sort());
  });

  it.each(
    listProviders().map(({ description, environment }) => [description.name, Object.values(environment)] as const),
  )("lists the variables of %s in .dev.vars.example and in the README of its folder", (provider, names) => {
    for (const file of [".dev.vars.example", `src/providers/${provider}/README.md`]) {
      const text = readFileSync(join(ROOT, file), "utf8");
      expect(
        names.filter((name) => !text.includes(name)),
        file,
      ).toEqual([]);
    }
  });
});
