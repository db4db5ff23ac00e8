import { createSign, createVerify, generateKeyPairSync, randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";
import type { JsonObject } from "../support/json-input.ts";

const KEY_BITS = 2_048;
const ALGORITHM = "SHA256withRSA";
const CERT_URL = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-SIMULATOR";

/** What proves webhooks: a key of PayPal's own, over transmission, webhook and the checksum of the raw event. */
export interface Transmissions {
  /** The headers of one transmission. */
  sign(body: string, atMs: number, webhookId: string): Readonly<Record<string, string>>;
  /** Whether a proof, given by its members, belongs to an event as it was received. */
  verify(proof: JsonObject, rawEvent: string): boolean;
}

/** A fresh key; what is repeated after a restart is signed anew. */
export function openTransmissions(): Transmissions {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: KEY_BITS });
  const message = (id: unknown, time: unknown, webhookId: unknown, body: string) =>
    `${id}|${time}|${webhookId}|${crc32(body)}`;
  return {
    sign(body, atMs, webhookId) {
      const id = randomUUID();
      const time = `${new Date(atMs).toISOString().slice(0, 19)}Z`;
      return {
        "paypal-auth-algo": ALGORITHM,
        "paypal-cert-url": CERT_URL,
        "paypal-transmission-id": id,
        "paypal-transmission-time": time,
        "paypal-transmission-sig": createSign("RSA-SHA256")
          .update(message(id, time, webhookId, body))
          .sign(privateKey, "base64"),
      };
    },
    verify(proof, rawEvent) {
      if (proof.auth_algo !== ALGORITHM || proof.cert_url !== CERT_URL) return false;
      const text = message(proof.transmission_id, proof.transmission_time, proof.webhook_id, rawEvent);
      return createVerify("RSA-SHA256").update(text).verify(publicKey, String(proof.transmission_sig), "base64");
    },
  };
}
