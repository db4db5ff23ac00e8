import { hash, timingSafeEqual } from "node:crypto";
import type { Clock } from "../support/clock.ts";
import { Refusal } from "../support/refusal.ts";
import type { SimulatorRequest } from "../support/router.ts";
import { verifyTimestamped } from "../support/timestamped-signature.ts";

/** How far a signature's time may be from ours, either way. */
const TOLERANCE_SECONDS = 300;

/** Makes the check of a merchant's call: bearer key always, signature over the raw body on POST; refuses with 401. */
export function createAuthenticator(options: {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly clock: Clock;
}): (request: SimulatorRequest) => void {
  const expected = sha256(`Bearer ${options.apiKey}`);
  return (request) => {
    // Digests have one length, so comparing them in constant time says nothing about the key.
    const given = sha256(request.headers.authorization ?? "");
    if (!timingSafeEqual(given, expected)) throw new Refusal(401, "unauthorized", "The API key is missing or wrong.");
    if (request.method !== "POST") return;
    const header = request.headers["x-cpay-signature"];
    const now = { seconds: Math.floor(options.clock() / 1000), toleranceSeconds: TOLERANCE_SECONDS };
    if (typeof header === "string" && verifyTimestamped(options.apiSecret, request.rawBody, header, now)) return;
    throw new Refusal(401, "invalid_signature", "X-CPay-Signature is missing, wrong or more than 300 s off.");
  };
}

function sha256(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
