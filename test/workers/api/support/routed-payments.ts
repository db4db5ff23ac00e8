import { type ApiAnswer, paymentBody } from "../../../support/gateway.ts";
import { newMerchant } from "../../engine/support/payments.ts";
import { reconfigure } from "./reconfigured.ts";

/** Nothing listens there. */
const NOBODY = "http://127.0.0.1:1";

/** The gateway whose CPay refuses connections. */
export const withoutCpay = reconfigure({ CPAY_BASE_URL: NOBODY });
/** The gateway whose key CPay does not accept. */
export const withBadKey = reconfigure({ CPAY_API_KEY: "not-the-key" });
/** The gateway with every provider. */
export const withAll = reconfigure({});

/** A payment of a fresh merchant that may go to several providers. */
export async function payAnywhere(
  gateway: typeof withAll,
  provider: string | readonly string[],
  email = "approve@example.com",
  overrides: Record<string, unknown> = {},
) {
  const { token, merchantId } = await newMerchant();
  const key = crypto.randomUUID();
  const body = paymentBody(email, { provider, ...overrides });
  const pay = (): Promise<ApiAnswer> =>
    gateway("POST", "/payments/initialize", { token, body, headers: { "idempotency-key": key } });
  const made = await pay();
  return { token, merchantId, key, made, id: String(made.body?.id), repeat: pay };
}
