import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

const send = (path: string, init?: RequestInit) => exports.default.fetch(`http://gateway.test.invalid${path}`, init);

describe("the dashboard's page", () => {
  it.each(["/dashboard", "/dashboard/", "/dashboard/payments/0012c8f4-6f0e-8a3b-9c54-1f2e3d4c5b6a"])(
    "is at %s, for everybody",
    async (path) => {
      const response = await send(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toMatch(/^text\/html/);
      expect(await response.text()).toContain('<script type="module" src="/dashboard/app.js"></script>');
    },
  );

  it("may load our own files and talk to our own API, and nothing else", async () => {
    const { headers } = await send("/dashboard");
    const policy = Object.fromEntries(
      (headers.get("content-security-policy") ?? "").split("; ").map((rule) => {
        const [name = "", ...sources] = rule.split(" ");
        return [name, sources.join(" ")];
      }),
    );
    expect(policy).toEqual({
      "default-src": "'none'",
      "script-src": "'self'",
      "style-src": "'self'",
      "connect-src": "'self'",
      "img-src": "'self' data:",
      "font-src": "'self'",
      "base-uri": "'none'",
      "form-action": "'none'",
      "frame-ancestors": "'none'",
    });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  });

  it("is no script: a file of an older version is not found", async () => {
    expect((await send("/dashboard/assets/app-0000.js")).status).toBe(404);
  });

  it("answers nothing but reading", async () => {
    const response = await send("/dashboard", { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
