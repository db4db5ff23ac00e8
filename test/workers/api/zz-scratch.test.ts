import { it } from "vitest";
import { call, initialize, signToken } from "../../support/gateway.ts";
it("x", async () => {
  const a = await call("GET", "/openapi.json");
  console.log("OUT", a.status, a.headers.get("content-type"), a.text.slice(0, 1500));
  await import("node:fs");
  const token = await signToken();
  for (const raw of ["1e400", "1e3", "-0", "10.000000000000000001"]) {
    const b = await call("POST", "/payments/initialize", { token, rawBody: `{"provider":"cpay","currency":"KES","customer":{"id":"x"},"amount":${raw}}`, headers: {"idempotency-key": crypto.randomUUID()} });
    console.log("OUT", raw, b.status, b.text.slice(0, 300));
  }
  for (const q of ["created_from=2026-01-01T00:00:00%2B23:59", "created_from=2026-01-01T00:00:00." + "1".repeat(200) + "Z", "created_from=9999-12-31T23:59:59Z", "created_from=2026-01-01T00:00Z", "created_from=0001-01-01T00:00:00%2B12:00", "created_from=2026-01-31T12:00:00z"]) {
    const c = await call("GET", `/payments?${q}`, { token });
    console.log("OUT", q.slice(0,60), c.status, c.text.slice(0, 200));
  }
  for (const [name, value] of [["x-request-id", "ok"], ["accept", "application/json, text/plain, */*"]]) {
    const c = await call("GET", "/metrics", { token: await signToken({ scope: "admin" }), headers: { [name as string]: value as string } });
    console.log("OUT", name, c.status, c.headers.get("content-type"));
  }
  await initialize(token, {});
});
