import { describe, expect, it } from "vitest";
import { CURRENCIES } from "../../../src/domain/currency.ts";
import { LOOK_LEASE_MS, SEND_LEASE_MS } from "../../../src/domain/pursuit.ts";
import type { ProviderDefinition } from "../../../src/providers/provider.ts";
import { findProvider, listProviders } from "../../../src/providers/registry.ts";
import type { ConformanceHarness } from "./harness.ts";

const DAY_MS = 86_400_000;

/** What a provider says of itself: everything outside its folder relies on it. */
export function describeDescription(definition: ProviderDefinition, harness: ConformanceHarness): void {
  const { description } = definition;
  const { name, aliases, currencies, methods, capabilities, limits, timings } = description;

  describe(`${name}: its description`, () => {
    it("is in the registry under its name and its aliases, which are nobody else's", () => {
      for (const known of [name, ...aliases]) {
        expect(known).toMatch(/^[a-z][a-z0-9_-]*$/);
        expect(findProvider(known)).toBe(definition);
      }
      const names = listProviders().flatMap((other) => [other.description.name, ...other.description.aliases]);
      expect(new Set(names).size).toBe(names.length);
    });

    it("names ISO 4217 currencies, once each, the harness's among them, and at least one method", () => {
      expect(currencies.filter((code) => !CURRENCIES.includes(code))).toEqual([]);
      expect(new Set(currencies).size).toBe(currencies.length);
      expect(currencies).toContain(harness.currency);
      expect(methods.length).toBeGreaterThan(0);
    });

    it("declares what it can do, and can do what it declares", () => {
      const provider = definition.create(harness.config());
      expect(typeof provider.cancelPayment === "function").toBe(capabilities.cancel);
      if (capabilities.partialRefund) expect(capabilities.refund).toBe(true);
    });

    it("has limits that leave room", () => {
      const { minAmountMinor: min, maxAmountMinor: max } = limits;
      for (const limit of [min, max]) expect(limit === null || (Number.isSafeInteger(limit) && limit > 0)).toBe(true);
      expect((min ?? 1) <= (max ?? Number.MAX_SAFE_INTEGER)).toBe(true);
    });

    it("has timings that fit together", () => {
      for (const value of Object.values(timings))
        expect(value === null || (Number.isSafeInteger(value) && value >= 0)).toBe(true);
      expect(timings.firstLookMs).toBeGreaterThanOrEqual(1_000);
      expect(timings.firstLookMs).toBeLessThanOrEqual(30_000);
      // A key that dies before the second attempt is over would be worse than none.
      expect(
        timings.keyLifetimeMs === 0 || timings.keyLifetimeMs > SEND_LEASE_MS + LOOK_LEASE_MS + timings.settlingMs,
      ).toBe(true);
      expect(timings.checkoutLifetimeMs).toBeGreaterThanOrEqual(60_000);
      expect(timings.settlementWindowMs).toBeGreaterThanOrEqual(timings.checkoutLifetimeMs);
      expect(timings.settlementWindowMs).toBeLessThanOrEqual(90 * DAY_MS);
      // Without a key nothing but a presumption ever ends an attempt that nobody can tell about.
      expect(
        timings.presumedDeadMs === null ? timings.keyLifetimeMs > 0 : timings.presumedDeadMs > timings.settlingMs,
      ).toBe(true);
    });

    it("reads its configuration from variables of its own, and refuses one that is not whole", () => {
      for (const variable of Object.values(definition.environment)) expect(variable).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(definition.configSchema.safeParse(harness.config()).success).toBe(true);
      expect(definition.configSchema.safeParse({}).success).toBe(false);
      const faulty = { ...(harness.config() as object), unheardOf: "x" };
      expect(definition.configSchema.safeParse(faulty).success).toBe(false);
    });
  });
}
