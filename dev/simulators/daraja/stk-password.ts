import type { JsonObject } from "../support/json-input.ts";
import { Refusal } from "../support/refusal.ts";
import { textOf } from "./fields.ts";
import type { DarajaView } from "./view.ts";

/** Recomputes `Password` as base64 of short code, passkey and timestamp; refuses another short code or password. */
export function checkPassword(input: JsonObject, shortCode: string, timestamp: string, view: DarajaView): void {
  const { shortcode, passkey } = view.merchant;
  if (shortCode !== shortcode) throw new Refusal(500, "500.001.1001", "Merchant does not exist");
  const expected = Buffer.from(`${shortcode}${passkey}${timestamp}`).toString("base64");
  if (textOf(input, "Password") !== expected) {
    throw new Refusal(500, "500.001.1001", "[MerchantValidate] - Wrong credentials");
  }
}
