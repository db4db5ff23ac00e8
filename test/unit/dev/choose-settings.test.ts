import { describe, expect, it } from "vitest";
import { findSimulators } from "../../../dev/find-simulators.ts";
import { chooseSettings } from "../../../dev/stack/choose-settings.ts";

const secrets = { get: (name: string) => `made ${name}` };
const entries = new Map((await findSimulators()).map(({ name, entry }) => [name, entry]));

function choose(name: string, given: Readonly<Record<string, string>>) {
  const entry = entries.get(name);
  if (entry === undefined) throw new Error(`there is no simulator ${name}`);
  return chooseSettings(entry, given, secrets);
}

describe("the variables of a provider in npm run dev", () => {
  it("are all made up for the simulator, but for those that are given", () => {
    expect(choose("stripe", { STRIPE_API_KEY: "sk_mine" })).toEqual({
      STRIPE_API_KEY: "sk_mine",
      STRIPE_WEBHOOK_SECRET: "made STRIPE_WEBHOOK_SECRET",
      STRIPE_PUBLISHABLE_KEY: "made STRIPE_PUBLISHABLE_KEY",
    });
  });

  it("hold no made-up publishable key for another Stripe, which would be handed to customers' pages", () => {
    const given = { STRIPE_API_BASE: "https://stripe.example", STRIPE_API_KEY: "sk", STRIPE_WEBHOOK_SECRET: "whsec" };
    expect(choose("stripe", given)).toEqual({ STRIPE_API_KEY: "sk", STRIPE_WEBHOOK_SECRET: "whsec" });
    const published = choose("stripe", { ...given, STRIPE_PUBLISHABLE_KEY: "pk" });
    expect(published).toMatchObject({ STRIPE_PUBLISHABLE_KEY: "pk" });
  });

  it("hold no made-up initiator for another Daraja, which would win over a given password", () => {
    const given = {
      MPESA_BASE_URL: "https://daraja.example",
      MPESA_INITIATOR_NAME: "me",
      MPESA_INITIATOR_PASSWORD: "p",
    };
    const chosen = choose("daraja", given);
    expect(chosen).toMatchObject({ MPESA_INITIATOR_NAME: "me", MPESA_PASSKEY: "made MPESA_PASSKEY" });
    expect(chosen).not.toHaveProperty("MPESA_SECURITY_CREDENTIAL");
  });
});
