import { COMMON_INTENT_PARAMS } from "./create-intent.ts";
import { checkAmount, currency } from "./currencies.ts";
import type { Draft } from "./draft.ts";
import type { Decision } from "./idempotency.ts";
import { newId } from "./ids.ts";
import {
  email,
  integer,
  list,
  metadata,
  oneOf,
  optional,
  required,
  shape,
  text,
  type Values,
  webAddress,
} from "./params.ts";
import { paymentScript } from "./payment-script.ts";
import { badParameter, noSuch } from "./stripe-error.ts";
import { toSessionBody } from "./wire.ts";

const LINE_ITEM = shape({
  quantity: required(integer(1, 999_999)),
  price_data: required(
    shape({
      currency: required(currency),
      unit_amount: required(integer(0)),
      product_data: required(
        shape({ name: required(text(5_000)), description: optional(text(5_000)), images: optional(list(webAddress)) }),
      ),
    }),
  ),
});

/** The parameters of `POST /v1/checkout/sessions`. */
export const SESSION_PARAMS = {
  mode: required(oneOf("payment")),
  line_items: required(list(LINE_ITEM)),
  success_url: optional(webAddress),
  cancel_url: optional(webAddress),
  return_url: optional(webAddress),
  client_reference_id: optional(text(200)),
  customer: optional(text(255)),
  customer_email: optional(email),
  expires_at: optional(integer(0)),
  locale: optional(text(10)),
  metadata,
  payment_intent_data: shape(COMMON_INTENT_PARAMS),
  payment_method_types: optional(list(text(100))),
  submit_type: optional(oneOf("auto", "book", "donate", "pay")),
  ui_mode: optional(oneOf("hosted_page", "embedded_page", "elements", "form")),
};

type SessionParams = Values<typeof SESSION_PARAMS>;

const SHORTEST_LIFE_SECONDS = 30 * 60;
const LONGEST_LIFE_SECONDS = 24 * 60 * 60;
/** A caller's clock may differ a little from ours. */
const CLOCK_SLACK_SECONDS = 60;

/** Decides `POST /v1/checkout/sessions`; a magic address among its texts says what becomes of it. */
export function decideCreateSession(params: SessionParams, draft: Draft): Decision {
  const uiMode = params.ui_mode ?? "hosted_page";
  const hosted = uiMode === "hosted_page";
  if (hosted && params.success_url === null) {
    throw badParameter("Missing required param: success_url.", "success_url", "parameter_missing");
  }
  if (params.customer !== null) throw noSuch("customer", params.customer, "customer");
  const order = readOrder(params);
  const expiresAt = readExpiry(params.expires_at, draft.seconds);
  const data = params.payment_intent_data;
  const texts = [params.customer_email, data.receipt_email, data.description];
  const script = paymentScript([...texts, ...Object.values(params.metadata), ...Object.values(data.metadata)]);
  const { silent, misreports, refunds } = script;
  const id = newId("cs_test");
  const session = draft.put("session", {
    id,
    amount_subtotal: order.amount,
    amount_total: order.amount,
    cancel_url: params.cancel_url,
    client_reference_id: params.client_reference_id,
    created: draft.seconds,
    currency: order.currency,
    customer: null,
    customer_details: null,
    customer_email: params.customer_email,
    expires_at: expiresAt,
    metadata: params.metadata,
    mode: "payment",
    payment_intent: null,
    payment_method_types: params.payment_method_types ?? ["card"],
    payment_status: "unpaid",
    status: "open",
    success_url: params.success_url,
    ui_mode: uiMode,
    url: hosted ? `${draft.view.origin()}/pay/${id}` : null,
    sim: {
      ...{ silent, misreports, refunds, intent: null, item: order.name },
      intentData: { ...data, capture_method: data.capture_method ?? "automatic" },
    },
  });
  for (const { afterMs, action } of script.steps) draft.later(afterMs, id, action);
  draft.later((expiresAt - draft.seconds) * 1_000, id, { act: "cancel" });
  return { body: toSessionBody(session), mishap: script.mishap };
}

function readOrder({ line_items: items }: SessionParams): { amount: number; currency: string; name: string } {
  const [first] = items;
  if (first === undefined) throw badParameter("Missing required param: line_items.", "line_items", "parameter_missing");
  const code = first.price_data.currency;
  if (items.some((item) => item.price_data.currency !== code)) {
    throw badParameter("All line items must be in the same currency.", "line_items");
  }
  const amount = items.reduce((sum, item) => sum + item.price_data.unit_amount * item.quantity, 0);
  checkAmount(amount, code, "line_items[0][price_data][unit_amount]");
  const names = items.map(({ quantity, price_data: { product_data: product } }) => {
    return quantity === 1 ? product.name : `${quantity} × ${product.name}`;
  });
  return { amount, currency: code, name: names.join(", ") };
}

function readExpiry(given: number | null, now: number): number {
  if (given === null) return now + LONGEST_LIFE_SECONDS;
  const life = given - now;
  if (life >= SHORTEST_LIFE_SECONDS - CLOCK_SLACK_SECONDS && life <= LONGEST_LIFE_SECONDS + CLOCK_SLACK_SECONDS) {
    return given;
  }
  throw badParameter("expires_at must be between 30 minutes and 24 hours from now.", "expires_at");
}
