import { jwtVerify } from "jose";
import { expect, it } from "vitest";
import { LOCAL_ROLES } from "../../../dev/stack/local-roles.ts";
import { signToken } from "../../../dev/stack/sign-token.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const HOURS_12 = 12 * 60 * 60;

it("signs what the gateway expects of its own tokens, for 12 hours", async () => {
  const { userId, scopes } = LOCAL_ROLES.merchant;
  const token = await signToken(SECRET, { userId, scopes, merchantId: "m" });
  const { payload, protectedHeader } = await jwtVerify(token, Buffer.from(SECRET), {
    issuer: "payment-gateway",
    audience: "payment-gateway",
    algorithms: ["HS256"],
  });
  expect(protectedHeader.alg).toBe("HS256");
  expect(payload).toMatchObject({ sub: "demo-user", merchant_id: "m", jti: expect.any(String) });
  expect(payload.scope).toBe(
    "payments:read payments:write refunds:write payouts:write providers:read providers:write webhooks:manage keys:manage",
  );
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(HOURS_12);
});

it("gives the operator every scope", () => {
  expect(LOCAL_ROLES.admin.userId).toBe("operator");
  expect(LOCAL_ROLES.admin.scopes).toEqual([...LOCAL_ROLES.merchant.scopes, "admin"]);
});
