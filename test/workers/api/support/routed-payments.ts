import { env } from "cloudflare:workers";
import { type ApiAnswer, paymentBody } from "../../../support/gateway.ts";
import { newMerchant } from "../../engine/support/payments.ts";
import { reconfigure } from "./reconfigured.ts";

/** Nothing listens there. */
const NOBODY = "http://127.0.0.1:1";

/** A gateway with every provider, under other variables, that has not heard yet how any of them is doing. */
export function freshGateway(variables: Readonly<Record<string, string>> = {}) {
  const own = crypto.randomUUID();
  const namespace = {
    idFromName: (name: string) => env.PROVIDER_HEALTH.idFromName(`${own}:${name}`),
    get: (id: DurableObjectId) => env.PROVIDER_HEALTH.get(id),
  };
  return reconfigure({ ...variables, PROVIDER_HEALTH: namespace });
}

/** What makes CPay refuse connections. */
export const CPAY_AWAY = { CPAY_BASE_URL: NOBODY };
/** What makes CPay refuse our account. */
export const CPAY_BAD_KEY = { CPAY_API_KEY: "not-the-key" };

/** A payment of a fresh merchant that may go to several providers. */
export async function payAnywhere(
  gateway: ReturnType<typeof freshGateway>,
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
