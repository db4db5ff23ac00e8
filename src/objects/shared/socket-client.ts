import type { SocketRefusal, SocketTerms } from "../../domain/socket-terms.ts";

/** The address within an object; only the Worker can ask there, so what it says is believed. */
const DOOR = "https://object.invalid/socket";

/** The request by which the Worker asks an object for a socket. */
export function toSocketRequest(terms: SocketTerms): Request {
  return new Request(`${DOOR}?${new URLSearchParams({ terms: JSON.stringify(terms) })}`, {
    headers: { upgrade: "websocket" },
  });
}

/** What is asked for in {@link toSocketRequest}'s words. */
export function readSocketTerms(request: Request): SocketTerms {
  return JSON.parse(new URL(request.url).searchParams.get("terms") ?? "") as SocketTerms;
}

/** The object's answer. */
export function toSocketResponse(result: WebSocket | SocketRefusal): Response {
  if (typeof result === "string") return new Response(result, { status: 409 });
  return new Response(null, { status: 101, webSocket: result });
}

/** Reads the object's answer. */
export async function readSocketResponse(response: Response): Promise<WebSocket | SocketRefusal> {
  if (response.webSocket !== null) return response.webSocket;
  const text = await response.text();
  if (response.status !== 409) throw new Error(`the object answered ${response.status}`);
  return text as SocketRefusal;
}
