import type { MinorUnits } from "../../domain/money.ts";
import type { Recipient } from "../../domain/payout/payout.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";

/** What a merchant asks to be paid out, once its form is right. */
export interface PayoutRequest {
  readonly provider: string;
  readonly amountMinor: MinorUnits;
  readonly currency: string;
  readonly recipient: Recipient;
  readonly reference: string | null;
  readonly reason: string | null;
  readonly metadata: { readonly [name: string]: JsonValue };
}
