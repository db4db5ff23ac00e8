import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { buildCollection } from "../../../dev/postman/build-collection.ts";
import type { Folder, RequestItem } from "../../../dev/postman/collection-format.ts";
import { readApiDescription } from "../../../dev/postman/read-operations.ts";
import { renderPostmanFiles } from "../../../dev/postman/render-files.ts";

function requestsIn(item: Folder | RequestItem): RequestItem[] {
  return "item" in item ? item.item.flatMap(requestsIn) : [item];
}

describe("the Postman collection", () => {
  it("is that of the OpenAPI document (npm run postman writes it)", async () => {
    for (const [file, text] of await renderPostmanFiles()) expect(await readFile(file, "utf8"), file).toBe(text);
  });

  it("has every operation, each with its tests", async () => {
    const api = await readApiDescription();
    const [, reference] = buildCollection(api).item;
    const requests = reference === undefined ? [] : requestsIn(reference);
    expect(requests.map(({ request }) => request.url.path.join("/")).sort()).toEqual(
      api.operations.map(({ path }) => path.slice(1).replaceAll(/\{(\w+)\}/g, ":$1")).sort(),
    );
    for (const { name, event } of requests) {
      expect(event.find(({ listen }) => listen === "test")?.script.exec.join("\n"), name).toContain("pm.test(");
    }
  });

  it("holds no token", async () => {
    for (const text of (await renderPostmanFiles()).values()) expect(text).not.toMatch(/eyJ[\w-]{20,}|gks_\w/);
  });
});
