import { describe, expect, it } from "vitest";
import { availableActions } from "../../../dashboard/pages/payment/available-actions.ts";
import { readTokenClaims } from "../../../dashboard/session/token-claims.ts";
import { navigationFor } from "../../../dashboard/shell/navigation-items.ts";
import type { Payment, Provider } from "../../../src/client/index.ts";

const tokenOf = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${Buffer.from("signature").toString("base64url")}`;

describe("a token's claims", () => {
  it("are read as they are, in any alphabet", () => {
    const token = tokenOf({ sub: "Žofie ✓", merchant_id: "m-1", scope: "payments:read admin", exp: 1_800_000_000 });
    expect(readTokenClaims(token)).toEqual({
      subject: "Žofie ✓",
      merchantId: "m-1",
      scopes: new Set(["payments:read", "admin"]),
      expiresAt: 1_800_000_000_000,
    });
  });

  it.each([["no token"], ["a.b"], ["a.b.c"], [tokenOf({ sub: "x" })], [tokenOf(null)], [""]])(
    "are not in %j",
    (text) => {
      expect(readTokenClaims(text)).toBe(null);
    },
  );
});

describe("the navigation", () => {
  const titles = (scopes: string[], merchantId: string | null = "m-1") =>
    navigationFor(new Set(scopes), merchantId).flatMap(({ items }) => items.map(({ title }) => title));

  it("shows what the token opens, and no more", () => {
    expect(titles(["payments:read"])).toEqual(["Overview", "Payments", "Audit log"]);
    expect(titles(["keys:manage", "providers:read"])).toEqual(["Providers", "API keys"]);
    expect(titles(["payments:read"])).not.toContain("Merchants");
    expect(titles(["admin"])).toContain("Dead letters");
  });

  it("shows nothing that is one merchant's to who acts for none", () => {
    expect(titles(["keys:manage", "webhooks:manage", "admin"], null)).not.toContain("API keys");
  });
});

describe("what can be done about a payment", () => {
  const all = new Set(["payments:write", "refunds:write", "admin"]);
  const of = (
    changes: Partial<Payment>,
    scopes: ReadonlySet<string> = all,
    capabilities: Record<string, boolean> = {},
  ) => {
    const payment = {
      status: "completed",
      review: null,
      amount_minor: 1_000,
      amount_captured_minor: null,
      amount_refunded_minor: 0,
      ...changes,
    } as Payment;
    const actions = availableActions(payment, { capabilities } as unknown as Provider, scopes);
    return Object.entries(actions).flatMap(([name, value]) => (value === true ? [name] : []));
  };

  it.each([
    [{ status: "pending" }, ["verify", "cancel", "resolve"]],
    [{ status: "processing" }, ["verify", "cancel", "resolve"]],
    [{ status: "authorized" }, ["verify", "capture"]],
    [{ status: "completed" }, ["refund"]],
    [{ status: "completed", review: { reason: "amount_mismatch" } }, ["refund", "resolve"]],
    [{ status: "partially_refunded", amount_refunded_minor: 999 }, ["refund"]],
    [{ status: "refunded", amount_refunded_minor: 1_000 }, []],
    [{ status: "failed" }, []],
  ] as const)("%j: %j", (changes, actions) => {
    expect(of(changes)).toEqual(actions);
  });

  it("is nothing without the scope, or where the provider cannot", () => {
    expect(of({ status: "processing" }, new Set())).toEqual([]);
    expect(of({ status: "processing" }, all, { cancel: false })).toEqual(["verify", "resolve"]);
    expect(of({ status: "completed" }, all, { refund: false })).toEqual([]);
  });

  it("counts what was captured, not what was reserved", () => {
    const payment = {
      status: "completed",
      amount_minor: 1_000,
      amount_captured_minor: 400,
      amount_refunded_minor: 100,
    };
    expect(availableActions({ ...payment, review: null } as Payment, undefined, all).refundableMinor).toBe(300);
  });
});
