import { describe, expect, it } from "vitest";
import { findAddressFault } from "../../../src/domain/webhook-endpoint/endpoint-address.ts";

const production = { isProduction: true, publicUrl: "https://pay.example" };
const development = { isProduction: false, publicUrl: "http://localhost:8787" };

describe("an endpoint's address in production", () => {
  it.each([
    "https://shop.example/hooks",
    "https://shop.example:8443/hooks?key=1",
    "https://shop.example:443/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
  ])("may be %s", (url) => {
    expect(findAddressFault(url, production)).toBeNull();
  });

  it.each([
    ["no URL", "shop.example/hooks"],
    ["empty", ""],
    ["without TLS", "http://shop.example/hooks"],
    ["no web address", "ftp://shop.example/hooks"],
    ["a script", "javascript:alert(1)"],
    ["a file", "file:///etc/passwd"],
    ["with a user", "https://user@shop.example/"],
    ["with a password", "https://:secret@shop.example/"],
    ["loopback", "https://127.0.0.1/"],
    ["loopback in decimal", "https://2130706433/"],
    ["metadata", "https://169.254.169.254/latest/meta-data/"],
    ["mapped", "https://[::ffff:169.254.169.254]/"],
    ["a name of one word", "https://intranet/"],
    ["a name of one word with a dot", "https://intranet./"],
    ["at another port", "https://shop.example:22/"],
    ["at HTTP's port", "https://shop.example:80/"],
    ["the gateway itself, with a dot", "https://pay.example./"],
    ["the gateway itself", "https://pay.example/api/v1/webhooks/cpay"],
  ])("is refused when it is %s", (_, url) => {
    expect(findAddressFault(url, production)).toMatch(/^Give .+\.$/);
  });
});

describe("an endpoint's address in development", () => {
  it.each(["http://localhost:9000/hooks", "http://127.0.0.1:3999/", "https://shop.example/"])("may be %s", (url) => {
    expect(findAddressFault(url, development)).toBeNull();
  });

  it.each(["ftp://localhost/", "http://user:pass@localhost/", "localhost"])("is refused when it is %s", (url) => {
    expect(findAddressFault(url, development)).not.toBeNull();
  });
});
