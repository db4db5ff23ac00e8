import { hash, timingSafeEqual } from "node:crypto";
import { Refusal } from "../support/refusal.ts";
import type { SimulatorRequest } from "../support/router.ts";

/** Makes the check of a merchant's call: the secret key as bearer token; refuses with 401. */
export function createAuthenticator(secretKey: string): (request: SimulatorRequest) => void {
  const expected = sha256(`Bearer ${secretKey}`);
  return ({ headers }) => {
    // Digests have one length, so comparing them in constant time says nothing about the key.
    if (timingSafeEqual(sha256(headers.authorization ?? ""), expected)) return;
    throw new Refusal(401, "invalid_key", "Invalid key");
  };
}

function sha256(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
