import { describe, expect, it } from "vitest";
import { isPrivateAddress } from "../../../src/lib/private-address.ts";

describe("a private address", () => {
  it.each([
    [
      "this machine",
      ["localhost", "LOCALHOST", "localhost.", "db.localhost", "127.0.0.1", "127.255.0.9", "[::1]", "[::]"],
    ],
    [
      "short, decimal, octal and hexadecimal",
      ["127.1", "2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "10.1"],
    ],
    [
      "private networks",
      ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "[fd00::1]", "[fc00::1]"],
    ],
    ["link-local and metadata", ["169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "metadata.google.internal"]],
    [
      "IPv4 in IPv6",
      ["[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]"],
    ],
    [
      "for documents, tests, multicast",
      ["192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "224.0.0.1", "[2001:db8::1]", "[ff02::1]"],
    ],
    ["of no use", ["0.0.0.0", "255.255.255.255", "240.0.0.1"]],
    ["names of local networks", ["printer.local", "vault.internal", "nas.lan", "router.home.arpa", "wiki.corp"]],
  ])("may be %s", (_, hosts) => {
    for (const host of hosts) {
      expect(isPrivateAddress(`https://${host}/hook`), host).toBe(true);
      expect(isPrivateAddress(`postgres://u:p@${host}:5432/db`), `${host} of a database`).toBe(true);
    }
  });

  it.each([
    "shop.example",
    "localhost.example.com",
    "internal.example.com",
    "notlocal",
    "8.8.8.8",
    "172.32.0.1",
    "172.15.255.255",
    "100.128.0.1",
    "169.253.0.1",
    "192.0.3.1",
    "223.255.255.255",
    "[2606:4700:4700::1111]",
    "[2a00:1450:4001:81b::200e]",
  ])("is not %s", (host) => {
    expect(isPrivateAddress(`https://${host}/hook`)).toBe(false);
  });

  it("is nothing that is no URL", () => {
    expect(isPrivateAddress("127.0.0.1")).toBe(false);
  });
});
