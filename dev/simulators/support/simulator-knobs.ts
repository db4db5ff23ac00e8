import { invalid, isJsonObject, parseJsonObject, readOptionalText } from "./json-input.ts";
import type { Reply } from "./reply.ts";
import type { Route } from "./router.ts";

const MAX_URL_LENGTH = 2_048;

/** What the knobs work on. */
interface Knobs {
  reset(): void;
  describe(reference: string | null): Readonly<Record<string, unknown>>;
  /** Signs a text, changes it afterwards if it is to be a forgery, and sends it once. */
  post(url: string, body: string, tampered: boolean): Promise<{ readonly status: number; readonly body: string }>;
  readonly webhookUrl: string | null;
}

/** The knobs that a provider's books and webhooks have everywhere: `/_sim/ledger`, `/_sim/reset`, `/_sim/webhooks`. */
export function simulatorKnobs(knobs: Knobs): Route[] {
  return [
    {
      method: "GET",
      pattern: "/_sim/ledger",
      handle: ({ query }) => ({ status: 200, body: knobs.describe(query.get("reference")) }),
    },
    {
      method: "POST",
      pattern: "/_sim/reset",
      handle: () => {
        knobs.reset();
        return { status: 204 };
      },
    },
    { method: "POST", pattern: "/_sim/webhooks", handle: ({ rawBody }) => sendHandmade(knobs, rawBody) },
  ];
}

/** One signed webhook of any content, sent once and at once, past all fault rules, with what came back. */
async function sendHandmade(knobs: Knobs, rawBody: Buffer): Promise<Reply> {
  const input = parseJsonObject(rawBody);
  const { event, tamper = false } = input;
  if (!isJsonObject(event)) throw invalid("event must be an object.");
  if (typeof tamper !== "boolean") throw invalid("tamper must be a boolean.");
  const url = readOptionalText(input, "url", MAX_URL_LENGTH) ?? knobs.webhookUrl;
  if (url === null || !/^https?:/i.test(url) || !URL.canParse(url)) throw invalid("url is required.");
  try {
    return { status: 200, body: { sent: event, answer: await knobs.post(url, JSON.stringify(event), tamper) } };
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown";
    return { status: 200, body: { sent: event, answer: null, error: why } };
  }
}
