import type { FaultBook } from "./fault-book.ts";
import { parseJson } from "./json-input.ts";
import { type ExtraWebhookFault, parseFaultRules } from "./parse-fault-rules.ts";
import type { RequestLog } from "./request-log.ts";
import type { Route } from "./router.ts";

/** The knobs that every simulator has: `/_sim/faults` and `/_sim/requests`. */
export function controlRoutes(faults: FaultBook, log: RequestLog, extras: readonly ExtraWebhookFault[] = []): Route[] {
  const rules = () => ({ status: 200, body: { rules: faults.list() } });
  return [
    { method: "GET", pattern: "/_sim/faults", handle: rules },
    {
      method: "POST",
      pattern: "/_sim/faults",
      handle: (request) => {
        faults.replace(parseFaultRules(parseJson(request.rawBody), extras));
        return rules();
      },
    },
    {
      method: "DELETE",
      pattern: "/_sim/faults",
      handle: () => {
        faults.clear();
        return rules();
      },
    },
    { method: "GET", pattern: "/_sim/requests", handle: () => ({ status: 200, body: log.snapshot() }) },
  ];
}
