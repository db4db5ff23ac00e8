import type { Action } from "./records.ts";

const VISA: Action = { act: "succeed" };
const DECLINED: Action = { act: "decline", decline: "generic_decline" };
const NO_FUNDS: Action = { act: "decline", decline: "insufficient_funds" };
const SECURE: Action = { act: "authenticate" };

const PAYMENT_METHODS = new Map<string, Action>([
  ["pm_card_visa", VISA],
  ["pm_card_mastercard", VISA],
  ["pm_card_chargeDeclined", DECLINED],
  ["pm_card_visa_chargeDeclined", DECLINED],
  ["pm_card_chargeDeclinedInsufficientFunds", NO_FUNDS],
  ["pm_card_visa_chargeDeclinedInsufficientFunds", NO_FUNDS],
  ["pm_card_authenticationRequired", SECURE],
  ["pm_usBankAccount", { act: "delay", ends: "succeed" }],
]);

const NUMBERS = new Map<string, Action>([
  ["4242424242424242", VISA],
  ["4000000000000002", DECLINED],
  ["4000000000009995", NO_FUNDS],
  ["4000002500003155", SECURE],
]);

/** What a test payment method does when it is charged; undefined for any other. */
export function actionOfPaymentMethod(id: string): Action | undefined {
  return PAYMENT_METHODS.get(id);
}

/** What a card number typed on the page does; one that is none of the test numbers is declined. */
export function actionOfCardNumber(number: string): Action {
  return NUMBERS.get(number.replace(/[\s-]/g, "")) ?? { act: "decline", decline: "incorrect_number" };
}
