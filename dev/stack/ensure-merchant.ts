import { DEMO_MERCHANT } from "../demo-merchant.ts";
import { LOCAL_ROLES } from "./local-roles.ts";
import { signToken } from "./sign-token.ts";
import { messageOf, StartFailure } from "./start-failure.ts";

const TIMEOUT_MS = 15_000;

/** Makes a merchant in a running instance unless it exists. Throws `StartFailure` when the instance refuses or is away. */
export async function ensureMerchant(
  instance: { readonly url: string; readonly jwtSecretKey: string },
  merchant: { readonly id: string; readonly name: string },
): Promise<void> {
  const { userId, scopes } = LOCAL_ROLES.admin;
  const token = await signToken(instance.jwtSecretKey, { userId, scopes, merchantId: DEMO_MERCHANT.id });
  const response = await post(`${instance.url}/api/v1/merchants`, token, merchant);
  if (response.status !== 201 && response.status !== 409) {
    const text = await response.text();
    throw new StartFailure(
      `the merchant ${merchant.id} could not be made: HTTP ${response.status} ${text.slice(0, 500)}`,
    );
  }
}

async function post(url: string, token: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new StartFailure(
      `no instance answers at ${new URL(url).origin} (${messageOf(error)}): start it with npm run dev`,
    );
  }
}
