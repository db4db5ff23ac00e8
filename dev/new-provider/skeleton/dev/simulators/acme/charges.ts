import { randomUUID } from "node:crypto";
import { type JsonObject, readAmountMinor, readOptionalText, readText } from "../support/json-input.ts";
import type { Happening, Mail, Simulator } from "../support/provider-traits.ts";
import { Refusal } from "../support/refusal.ts";
import type { AcmeTables, Charge, Refund } from "./model.ts";

/** Acme, running. */
export type Acme = Simulator<AcmeTables>;
/** Something that happens at Acme. */
export type AcmeHappening = Happening<AcmeTables>;

const MAX_TEXT_LENGTH = 2_048;
/** Long enough for the answer to be out first, short enough not to be felt in a test. */
const AUTO_DELAY_MS = 300;
const STARTS: Readonly<Record<string, Charge["status"]>> = { approve: "paid", decline: "declined" };

/** A new charge, as its customer's magic address has it. */
export function makeCharge(input: JsonObject): AcmeHappening & { readonly charge: Charge } {
  const email = readOptionalText(input, "email", MAX_TEXT_LENGTH);
  const [word = ""] = (email ?? "").split(/[@+]/);
  if (word === "refuse") throw new Refusal(402, "card_refused", "This customer's card is not accepted.");
  const charge: Charge = {
    id: `ch_${randomUUID().replaceAll("-", "")}`,
    reference: readText(input, "reference", MAX_TEXT_LENGTH),
    amount: readAmountMinor(input, "amount"),
    currency: readText(input, "currency", 3),
    status: STARTS[word] ?? "open",
    email,
    return_url: readOptionalText(input, "return_url", MAX_TEXT_LENGTH),
    webhook_url: readOptionalText(input, "webhook_url", MAX_TEXT_LENGTH),
  };
  const deeds = word === "auto" ? [{ afterMs: AUTO_DELAY_MS, name: "pay", subject: charge.id }] : [];
  return { ...announce(charge), deeds, charge };
}

/** The customer has decided; what is decided already stays as it is. */
export function decideCharge(charge: Charge, status: "paid" | "declined"): AcmeHappening {
  return charge.status === "open" ? announce({ ...charge, status }) : { rows: [] };
}

/** The charge with this id; refuses with 404 when there is none. */
export function getCharge(acme: Acme, id: string): Charge {
  const charge = acme.book.find("charge", id);
  if (charge === undefined) throw new Refusal(404, "not_found", `There is no charge ${id}.`);
  return charge;
}

/** A charge as answers show it and, without the address of its page, webhooks. */
export function toChargeBody({ email: _email, ...charge }: Charge, origin = ""): Record<string, unknown> {
  const why = charge.status === "declined" ? { decline_reason: "The customer's bank has declined." } : {};
  return { ...charge, ...why, ...(origin === "" ? {} : { page_url: `${origin}/pay/${charge.id}` }) };
}

/** A webhook about what has become of a charge or a refund. */
export function mailAbout(type: string, data: unknown, { reference, webhook_url: url }: Charge): Mail {
  return { type, reference, url, body: JSON.stringify({ id: `evt_${randomUUID()}`, type, data }) };
}

/** Of a charge: everything that was given back of it, or is on its way. */
export function refundsOf(acme: Acme, charge: Charge): readonly Refund[] {
  return acme.book.list("refund").filter(({ charge_id: id }) => id === charge.id);
}

function announce(charge: Charge): AcmeHappening {
  const mail = charge.status === "open" ? [] : [mailAbout("charge.updated", toChargeBody(charge), charge)];
  return { rows: [{ table: "charge", row: charge }], mail };
}
