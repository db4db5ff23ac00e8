import { APPROVES, GIVES_NO_ANSWER, HAS_NO_FUNDS, type ScriptedStep } from "./customer-script.ts";
import type { ChargeStep } from "./model.ts";

/** What becomes of a mobile-money charge, as the last digits of the phone number ask for. */
export interface PhoneScript {
  readonly step: ChargeStep;
  readonly atOnce: ScriptedStep | null;
  readonly steps: readonly ScriptedStep[];
}

const PROMPTED: PhoneScript = { step: "pay_offline", atOnce: null, steps: [] };

const SCRIPTS = new Map<string, PhoneScript>([
  ["001", { ...PROMPTED, atOnce: APPROVES }],
  ["002", { ...PROMPTED, atOnce: HAS_NO_FUNDS }],
  ["003", { ...PROMPTED, steps: [APPROVES] }],
  ["004", { ...PROMPTED, steps: [HAS_NO_FUNDS] }],
  ["005", { ...PROMPTED, step: "pending", steps: [APPROVES] }],
  ["006", { ...PROMPTED, step: "send_otp" }],
  ["007", { ...PROMPTED, step: "open_url" }],
  ["008", { ...PROMPTED, step: "timeout", steps: [APPROVES] }],
  ["009", { ...PROMPTED, step: "timeout", steps: [GIVES_NO_ANSWER] }],
  ["010", { ...PROMPTED, step: "send_pin" }],
  ["011", { ...PROMPTED, step: "send_phone" }],
  ["012", { ...PROMPTED, step: "send_birthday" }],
  ["013", { ...PROMPTED, step: "send_address" }],
]);

/** The script of a phone number by its last three digits, or undefined for a number that is not magic. */
export function findPhoneScript(phone: string | null): PhoneScript | undefined {
  return phone === null ? undefined : SCRIPTS.get(phone.slice(-3));
}
