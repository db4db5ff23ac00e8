import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What is answered: a status and a body, or a connection that breaks after the request was read. */
export type ScriptedAnswer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | "break";

/** A gateway that answers what it is told to, in order. */
export interface ScriptedGateway {
  readonly url: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** A problem as the gateway writes it. */
export function problem(status: number, code: string, headers: Record<string, string> = {}, extra: object = {}) {
  return {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: {
      type: `/api/v1/docs#problem-${code}`,
      title: code,
      status,
      code,
      detail: "No.",
      request_id: "r-1",
      ...extra,
    },
  } as const;
}

/** Starts one; the last answer holds for all further requests. A function decides by the request. */
export async function startScriptedGateway(
  answers: readonly ScriptedAnswer[] | ((request: SeenRequest, count: number) => ScriptedAnswer),
): Promise<ScriptedGateway> {
  const seen: SeenRequest[] = [];
  const choose = (request: SeenRequest): ScriptedAnswer =>
    typeof answers === "function"
      ? answers(request, seen.length)
      : (answers[Math.min(seen.length, answers.length) - 1] ?? "break");
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url = "", headers } = request;
    const known = { method, url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(known);
    answer(response, choose(known));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, scripted: ScriptedAnswer): void {
  if (scripted === "break") {
    response.destroy();
    return;
  }
  const { status, headers = {}, body } = scripted;
  response.writeHead(status, { "content-type": "application/json", "x-request-id": "r-header", ...headers });
  response.end(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body));
}
