import { constants, createPublicKey, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mpesaConfigSchema } from "../../../../src/providers/mpesa/config.ts";
import { mpesa } from "../../../../src/providers/mpesa/index.ts";
import { createInitiator } from "../../../../src/providers/mpesa/initiator.ts";
import { ACCOUNT } from "./support/account.ts";

const { initiatorName: _, securityCredential: __, ...PLAIN } = ACCOUNT;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const certificate = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();

function faultsOf(config: unknown): string[] {
  return (mpesaConfigSchema.safeParse(config).error?.issues ?? []).map(({ path }) => path.join("."));
}

describe("an account at Daraja", () => {
  it("needs no initiator, and is a paybill unless it says till", () => {
    expect(mpesaConfigSchema.parse(PLAIN)).toMatchObject({ shortcodeType: "paybill" });
    expect(faultsOf({ ...PLAIN, shortcodeType: "till", tillNumber: "5555555" })).toEqual([]);
  });

  it.each([
    [{ ...PLAIN, shortcode: "1234" }, "shortcode"],
    [{ ...PLAIN, shortcodeType: "buygoods" }, "shortcodeType"],
    [{ ...PLAIN, consumerSecret: undefined }, "consumerSecret"],
    [{ ...PLAIN, initiatorName: "testapi" }, "securityCredential"],
    [{ ...PLAIN, securityCredential: "x" }, "initiatorName"],
    [{ ...PLAIN, initiatorPassword: "x" }, "initiatorName"],
    [{ ...PLAIN, initiatorName: "testapi", initiatorPassword: "x", certificate: "not PEM" }, "certificate"],
    [{ ...PLAIN, callbackUrl: "ftp://pay.example.com" }, "callbackUrl"],
  ])("names what is wrong with %#", (config, path) => {
    expect(faultsOf(config)).toContain(path);
  });

  it.each(["mpesa", "M-Pesa", "safaricom", "exec", "CMD", "mysql", "query"])(
    "refuses a base for callbacks that contains %s, as Daraja would",
    (word) => {
      expect(faultsOf({ ...PLAIN, callbackUrl: `https://${word}.example.com` })).toEqual(["callbackUrl"]);
      expect(faultsOf({ ...PLAIN, callbackUrl: `https://pay.example.com/${word}` })).toEqual(["callbackUrl"]);
    },
  );

  it("keeps that base in lower case and without a slash at its end", () => {
    const { callbackUrl } = mpesaConfigSchema.parse({ ...PLAIN, callbackUrl: "https://Pay.Example.com/" });
    expect(callbackUrl).toBe("https://pay.example.com");
  });

  it("can be parsed again, since it is parsed where it comes in and where it is used", () => {
    const whole = {
      ...ACCOUNT,
      callbackUrl: "https://Pay.Example.com/",
      allowedIps: "196.201.214.200",
      ownerMerchantId: "duka",
      tillNumber: "5555555",
      shortcodeType: "till",
      initiatorPassword: "x",
      certificate,
    };
    const parsed = mpesaConfigSchema.parse(whole);
    expect(mpesaConfigSchema.parse(parsed)).toEqual(parsed);
  });

  it("lists the addresses that callbacks come from", () => {
    const { allowedAddresses } = mpesa.create({ ...PLAIN, allowedIps: "196.201.214.200, 196.201.214.206," });
    expect(allowedAddresses).toEqual(["196.201.214.200", "196.201.214.206"]);
    expect(mpesa.create(PLAIN).allowedAddresses).toEqual([]);
  });
});

describe("an initiator", () => {
  it("without a credential encrypts its password once, for the certificate's owner alone", () => {
    for (const pem of [certificate, certificate.replaceAll("\n", "\\n")]) {
      const config = { ...PLAIN, initiatorName: "testapi", initiatorPassword: "Safaricom999!*!", certificate: pem };
      const initiator = createInitiator(mpesaConfigSchema.parse(config));
      const { securityCredential = "" } = initiator() ?? {};
      const key = { key: privateKey, padding: constants.RSA_PKCS1_PADDING };
      expect(privateDecrypt(key, Buffer.from(securityCredential, "base64")).toString()).toBe("Safaricom999!*!");
      expect(initiator()?.securityCredential).toBe(securityCredential);
    }
  });

  it("uses a credential that is given, and is none without a name", () => {
    expect(createInitiator(mpesaConfigSchema.parse(ACCOUNT))()).toEqual({
      name: "testapi",
      securityCredential: "credential",
    });
    expect(createInitiator(mpesaConfigSchema.parse(PLAIN))()).toBeNull();
  });
});
