import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { URL } from "node:url";

/** The callback's answer to one attempt. */
interface WebhookAnswer {
  readonly status: number;
  readonly body: string;
}

/** Posts signed events; rejects when no answer came. */
export interface WebhookPoster {
  post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<WebhookAnswer>;
  close(): void;
}

/** What providers commonly give a callback before they call it failed. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Enough to keep a local Worker busy without a connection per event. */
const MAX_CONNECTIONS = 64;
/** An answer is only kept for people to look at. */
const KEPT_ANSWER_BYTES = 2_048;

/** Makes a poster with connections of its own; redirects are not followed, they count as a failed attempt. */
export function createWebhookPoster(): WebhookPoster {
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };

  const attempt = (url: URL, body: string, headers: Readonly<Record<string, string>>): Promise<WebhookAnswer> =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === "https:";
      const request = (secure ? httpsRequest : httpRequest)(
        url,
        {
          method: "POST",
          agent: secure ? agents.https : agents.http,
          timeout: ANSWER_TIMEOUT_MS,
          headers: { "content-type": "application/json", ...headers, "content-length": Buffer.byteLength(body) },
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            if (text.length < KEPT_ANSWER_BYTES) text += chunk;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
          response.on("error", reject);
        },
      );
      request.on("timeout", () => request.destroy(new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`)));
      request.on("error", (error) => reject(Object.assign(error, { staleConnection: request.reusedSocket })));
      request.end(body);
    });

  return {
    post: async (url, body, headers) => {
      const target = new URL(url);
      try {
        return await attempt(target, body, headers);
      } catch (error) {
        // The callback may close an idle connection at the moment it is used again: that is no failed attempt.
        if (!isStaleConnection(error)) throw error;
        return attempt(target, body, headers);
      }
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function isStaleConnection(error: unknown): boolean {
  return error instanceof Error && "staleConnection" in error && error.staleConnection === true && isReset(error);
}

function isReset(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}
