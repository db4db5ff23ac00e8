import { z } from "zod";
import { MERCHANT_ID_PATTERN } from "../../domain/merchant.ts";
import { type MinorUnits, parseAmount } from "../../domain/money.ts";
import type { FieldError } from "../../domain/problem.ts";
import { MAX_PROVIDERS, MAX_RULES, type RoutingRule } from "../../domain/routing/routing-rule.ts";
import { validationFailed } from "../../middleware/request-body.ts";
import { findProviderName } from "../../services/operations/require-provider.ts";
import { AMOUNT_FAULTS } from "../payments/create-payment.ts";
import { amountSchema, currencySchema, optionalText, text } from "../payments/payment.schema.ts";

const ruleSchema = z.strictObject({
  currency: currencySchema.nullish().transform((value) => value ?? null),
  payment_method: optionalText(64),
  min_amount: amountSchema.nullish().transform((value) => value ?? null),
  max_amount: amountSchema.nullish().transform((value) => value ?? null),
  providers: z.array(text(64)).min(1, "Name one provider at least.").max(MAX_PROVIDERS),
});

/** The body of `PUT /routing-rules`. */
export const routingRulesSchema = z.strictObject({ rules: z.array(ruleSchema).max(MAX_RULES) });

/** Routing rules as they are shown. */
export const shownRulesSchema = z.object({
  rules: z.array(
    z.object({
      currency: z.string().nullable(),
      payment_method: z.string().nullable(),
      min_amount: z.string().nullable().meta({ description: "Major units of the currency, included." }),
      max_amount: z.string().nullable().meta({ description: "Major units of the currency, included." }),
      providers: z.array(z.string()).meta({ description: "Best first." }),
    }),
  ),
});

/** Whose rules: the token's merchant unless an operator names another. */
export const rulesQuerySchema = z.strictObject({
  merchant_id: z
    .string()
    .regex(MERCHANT_ID_PATTERN, "It is no merchant's id.")
    .optional()
    .meta({ description: "For operators: another merchant's rules." }),
});

/** Rules as the documentation shows them. */
export const EXAMPLE_RULES = {
  rules: [
    {
      currency: "KES",
      payment_method: null,
      min_amount: null,
      max_amount: "150000.00",
      providers: ["mpesa", "paystack"],
    },
    { currency: null, payment_method: null, min_amount: null, max_amount: null, providers: ["stripe", "paystack"] },
  ],
};

/** The rules in a body, providers by their proper names; 422 with every member that is wrong. */
export function toRoutingRules({ rules }: z.output<typeof routingRulesSchema>): RoutingRule[] {
  const errors: FieldError[] = [];
  const parsed = rules.map((rule, index) => {
    const path = `rules.${index}`;
    const amount = (member: "min_amount" | "max_amount") => readAmount(rule, member, path, errors);
    const [minAmountMinor, maxAmountMinor] = [amount("min_amount"), amount("max_amount")];
    if (minAmountMinor !== null && maxAmountMinor !== null && minAmountMinor > maxAmountMinor) {
      errors.push({ path: `${path}.max_amount`, message: "It is less than min_amount." });
    }
    const { currency, payment_method: paymentMethod } = rule;
    const providers = readProviders(rule.providers, `${path}.providers`, errors);
    return { currency, paymentMethod, minAmountMinor, maxAmountMinor, providers };
  });
  if (errors.length > 0) throw validationFailed(errors);
  return parsed;
}

function readAmount(
  rule: z.output<typeof ruleSchema>,
  member: "min_amount" | "max_amount",
  path: string,
  errors: FieldError[],
): MinorUnits | null {
  const given = rule[member];
  if (given === null) return null;
  const fault = (message: string) => {
    errors.push({ path: `${path}.${member}`, message });
    return null;
  };
  if (rule.currency === null) return fault("An amount needs the currency it is in.");
  const parsed = parseAmount(given, rule.currency);
  return parsed.ok ? parsed.amountMinor : fault(AMOUNT_FAULTS[parsed.fault]);
}

function readProviders(given: readonly string[], path: string, errors: FieldError[]): string[] {
  const names: string[] = [];
  for (const [index, name] of given.entries()) {
    const proper = findProviderName(name);
    if (proper === null) {
      errors.push({ path: `${path}.${index}`, message: "There is no such provider; see GET /providers." });
    } else if (names.includes(proper)) {
      errors.push({ path: `${path}.${index}`, message: "It is named twice." });
    } else names.push(proper);
  }
  return names;
}
