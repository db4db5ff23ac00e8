/** Why a payment was declined, in the words of `error.code`, `error.decline_code` and the message for the customer. */
export interface Decline {
  readonly code: string;
  readonly decline_code: string | null;
  readonly message: string;
}

const GENERIC: Decline = {
  code: "card_declined",
  decline_code: "generic_decline",
  message: "Your card was declined.",
};

const DECLINES = new Map<string, Decline>(
  [
    GENERIC,
    { code: "card_declined", decline_code: "insufficient_funds", message: "Your card has insufficient funds." },
    { code: "card_declined", decline_code: "lost_card", message: "Your card was declined." },
    { code: "card_declined", decline_code: "stolen_card", message: "Your card was declined." },
    { code: "expired_card", decline_code: "expired_card", message: "Your card has expired." },
    { code: "incorrect_cvc", decline_code: "incorrect_cvc", message: "Your card's security code is incorrect." },
    {
      code: "processing_error",
      decline_code: "processing_error",
      message: "An error occurred while processing your card.",
    },
  ].map((each) => [each.decline_code ?? "", each]),
);

/** The customer did not pass 3-D Secure. */
export const AUTHENTICATION_FAILED: Decline = {
  code: "payment_intent_authentication_failure",
  decline_code: null,
  message: "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
};

/** The bank sent a delayed payment back. */
export const DELAYED_FAILED: Decline = {
  code: "payment_intent_payment_attempt_failed",
  decline_code: null,
  message: "The customer's bank could not make the payment.",
};

/** A decline by Stripe's `decline_code`; any other word is passed on as one. */
export function toDecline(declineCode: string | undefined): Decline {
  if (declineCode === undefined) return GENERIC;
  return DECLINES.get(declineCode) ?? { ...GENERIC, decline_code: declineCode };
}
