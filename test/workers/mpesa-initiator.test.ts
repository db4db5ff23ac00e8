import { describe, expect, it } from "vitest";
import { mpesaConfigSchema } from "../../src/providers/mpesa/config.ts";
import { createInitiator } from "../../src/providers/mpesa/initiator.ts";

/** A certificate such as Safaricom publishes: of 2048 bits, and soon expired. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDEzCCAfugAwIBAgIULwyS0K/ZC7Y1GZqciXC3sQDEbzwwDQYJKoZIhvcNAQEL
BQAwGTEXMBUGA1UEAwwOZGFyYWphLmV4YW1wbGUwHhcNMjYxMTIyMDYzNzI0WhcN
MjYxMTIzMDYzNzI0WjAZMRcwFQYDVQQDDA5kYXJhamEuZXhhbXBsZTCCASIwDQYJ
KoZIhvcNAQEBBQADggEPADCCAQoCggEBANGDw0zDgkhYNI9ZgXTat1qKuiXWOFgN
NFQFk2kxhm2YPx+//zuLCnrIM6JS//V902ppRSMpL/Sh/EziG+wO8+xLkHex26my
aUyVvJHTR2+LHvEU4lkP34Ym0UqeCYRSZ3amNJY5CmosvUkPMd56uaykVQlHULlB
u7GUNOt0mZ1xAqgkDhzSw4GgCRfMy2mP1mMQkq6dmskftLpJpXu0iP5DnBWN5rg4
1tytRjxw3osI0KvNOBR1QBQAs/Z2Ynlli6F3rXRvAmzUeW4ssSQ4i8t7CooYb0qJ
CyEsRG5LUuCMTxV3Yb0yEikdRkRLe0U/dM+To+0sC0c6B3tPkreuSU0CAwEAAaNT
MFEwHQYDVR0OBBYEFKhhn2aK1i+dGJZMGwiUkcOq2Er6MB8GA1UdIwQYMBaAFKhh
n2aK1i+dGJZMGwiUkcOq2Er6MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEL
BQADggEBAJXPamgXD6TcPn18wWf0+STvFEUwWZL2GHYhi5F+BphQ/Lc+zJ4VRtZu
FSy9sTthXb+2C/QKRmaX392uJyihBMfmX8M9vPOxN23d0a+lCP0kAoqZ7MNiRG+C
iAYufXD5ik26zO/LBug+fYT3jou8ilNXGgTdjDkk+jdBeSNPlmQR1O+Cl0EKHPzd
DA9Nv9LHU5bRACqOQT2avYTUxoc4h134LjH7Bitap1Ct91rseJWlNxddDXo/n/LJ
58H2Cwm2cq1QZ12W2Mxmzs0cTfiy37YEN8ETdjEEWqgU9B42TT8GkT/xykgLy8sm
mhCK/NTUUoYFk/+3SGZTey6Z3KbUPVM=
-----END CERTIFICATE-----`;
const KEY_BYTES = 256;

describe("an initiator's credential", () => {
  it("can be made in workerd, of a certificate whose dates are past and whose lines end as variables have them", () => {
    const config = mpesaConfigSchema.parse({
      baseUrl: "https://daraja.example",
      consumerKey: "key",
      consumerSecret: "secret",
      shortcode: "174379",
      passkey: "passkey",
      initiatorName: "testapi",
      initiatorPassword: "Safaricom999!*!",
      certificate: CERTIFICATE.replaceAll("\n", "\\n"),
    });
    const initiator = createInitiator(config);
    const { securityCredential = "" } = initiator() ?? {};
    expect(Buffer.from(securityCredential, "base64")).toHaveLength(KEY_BYTES);
    expect(initiator()?.securityCredential).toBe(securityCredential);
  });
});
