import { invalid, parseJsonObject, readOptionalText } from "../support/json-input.ts";
import type { Reply } from "../support/reply.ts";
import type { Route } from "../support/router.ts";
import { changeQuirks, type Quirks } from "./quirks.ts";

const MAX_URL_LENGTH = 2_048;

/** What the knobs set: the dashboard's webhook address and the quirks in force. */
export interface Settings {
  webhookUrl: string | null;
  quirks: Quirks;
}

/** The knobs `/_sim/webhook-endpoint` and `/_sim/quirks`. Settings live in memory: the options say what holds at a start. */
export function settingRoutes(settings: Settings): Route[] {
  const showEndpoint = (): Reply => ({ status: 200, body: { url: settings.webhookUrl } });
  const showQuirks = (): Reply => ({ status: 200, body: settings.quirks });
  return [
    { method: "GET", pattern: "/_sim/webhook-endpoint", handle: showEndpoint },
    {
      method: "POST",
      pattern: "/_sim/webhook-endpoint",
      handle: ({ rawBody }) => {
        const url = readOptionalText(parseJsonObject(rawBody), "url", MAX_URL_LENGTH);
        if (url !== null && (!/^https?:/i.test(url) || !URL.canParse(url))) throw invalid("url must be http or https.");
        settings.webhookUrl = url;
        return showEndpoint();
      },
    },
    { method: "GET", pattern: "/_sim/quirks", handle: showQuirks },
    {
      method: "POST",
      pattern: "/_sim/quirks",
      handle: ({ rawBody }) => {
        settings.quirks = changeQuirks(settings.quirks, parseJsonObject(rawBody));
        return showQuirks();
      },
    },
  ];
}
