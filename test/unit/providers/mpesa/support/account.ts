import { mpesaConfigSchema } from "../../../../../src/providers/mpesa/config.ts";
import { mpesa } from "../../../../../src/providers/mpesa/index.ts";
import type { CallContext } from "../../../../../src/providers/provider.ts";

/** What an account with everything consists of. */
export const ACCOUNT = {
  baseUrl: "https://daraja.example",
  consumerKey: "consumer-key",
  consumerSecret: "consumer-secret",
  shortcode: "174379",
  passkey: "pass-key",
  initiatorName: "testapi",
  securityCredential: "credential",
};
/** The same, parsed. */
export const CONFIG = mpesaConfigSchema.parse(ACCOUNT);

/** One request that the adapter has made. */
export interface SentRequest {
  readonly path: string;
  readonly token: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of any body
  readonly body: any;
}

/** An adapter whose Daraja answers by path, in turn; the last answer stands. Keeps what was sent. */
export function connect(answers: Readonly<Record<string, readonly { status: number; body: unknown }[]>>, account = {}) {
  const sent: SentRequest[] = [];
  const asked: (string | undefined)[] = [];
  const counts = new Map<string, number>();
  const context: CallContext = {
    fetch: (input, init) => {
      const path = new URL(String(input)).pathname;
      const count = counts.get(path) ?? 0;
      counts.set(path, count + 1);
      const token = new Headers(init?.headers).get("authorization")?.replace("Bearer ", "") ?? "";
      sent.push({ path, token, body: JSON.parse(String(init?.body)) });
      const list = answers[path] ?? [];
      const answer = list[Math.min(count, list.length - 1)] ?? { status: 500, body: "" };
      const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
      return Promise.resolve(new Response(text, { status: answer.status }));
    },
    clock: () => NOW,
    deadline: NOW + 5_000,
    sendBefore: NOW + 2_000,
    callbackUrl: "https://pay.example.com/api/v1/webhooks/mpesa",
    callbackAddress: (purpose) => `https://pay.example.com/api/v1/callbacks/${purpose}`,
    accessToken: (_, rejected) => {
      asked.push(rejected);
      return Promise.resolve(rejected === undefined ? "token-1" : "token-2");
    },
  };
  return { provider: mpesa.create({ ...ACCOUNT, ...account }), context, sent, asked };
}

/** 2026-10-18 14:30:00 in Nairobi. */
export const NOW = Date.parse("2026-10-18T11:30:00Z");
