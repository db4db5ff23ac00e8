import type { RoutingRule } from "../../domain/routing/routing-rule.ts";
import type { Clock } from "../../lib/clock.ts";
import type { CallMerchant } from "../../objects/merchant/merchant-client.ts";

/** Merchants' routing rules as this isolate knows them. */
export interface RulesDirectory {
  /** The rules of a merchant, at most a minute old. Fails when its object cannot be reached and none are known. */
  find(merchantId: string): Promise<readonly RoutingRule[]>;
  /** Notes rules that have just been stored. */
  note(merchantId: string, rules: readonly RoutingRule[]): void;
}

/** How long an isolate goes by rules before it asks for them again. */
const FRESH_MS = 60_000;
/** Merchants whose rules one isolate remembers: beyond it the oldest are asked for again. */
const MAX_REMEMBERED = 1_000;

/** The directory over merchants' objects. Where an object cannot be reached, the last rules known of it stand. */
export function createRulesDirectory(callMerchant: CallMerchant, clock: Clock): RulesDirectory {
  const known = new Map<string, { readonly rules: readonly RoutingRule[]; readonly asOf: number }>();
  const note = (merchantId: string, rules: readonly RoutingRule[]) => {
    known.delete(merchantId);
    const [oldest] = known.keys();
    if (known.size >= MAX_REMEMBERED && oldest !== undefined) known.delete(oldest);
    known.set(merchantId, { rules, asOf: clock() });
  };
  return {
    note,
    async find(merchantId) {
      const remembered = known.get(merchantId);
      if (remembered !== undefined && clock() < remembered.asOf + FRESH_MS) return remembered.rules;
      try {
        const rules = await callMerchant(merchantId, (merchant) => merchant.listRoutingRules());
        note(merchantId, rules);
        return rules;
      } catch (error) {
        if (remembered === undefined) throw error;
        return remembered.rules;
      }
    },
  };
}
