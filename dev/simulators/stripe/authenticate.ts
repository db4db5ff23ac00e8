import { hash, timingSafeEqual } from "node:crypto";
import type { SimulatorRequest } from "../support/router.ts";
import { StripeError } from "./stripe-error.ts";

/** Makes the check of a merchant's call: the secret key as a bearer token; refuses with 401. */
export function createAuthenticator(apiKey: string): (request: SimulatorRequest) => void {
  const expected = sha256(apiKey);
  return ({ headers }) => {
    const [, given] = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "") ?? [];
    if (given === undefined) {
      throw unauthorized("You did not provide an API key. Provide it in the Authorization header, using Bearer auth.");
    }
    // Digests have one length, so comparing them in constant time says nothing about the key.
    if (!timingSafeEqual(sha256(given), expected)) throw unauthorized(`Invalid API Key provided: ${mask(given)}`);
  };
}

function unauthorized(message: string): StripeError {
  return new StripeError(401, { type: "invalid_request_error", message });
}

function mask(key: string): string {
  return `${key.slice(0, 8)}********${key.slice(-4)}`;
}

function sha256(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
