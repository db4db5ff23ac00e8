import { type IncomingMessage, request, type ServerResponse } from "node:http";

/** Passes a request on to another server of this machine, and its answer back; a cut connection is cut on both sides. */
export function passOn(incoming: IncomingMessage, response: ServerResponse, url: string): void {
  const options = { method: incoming.method ?? "GET", headers: incoming.headers };
  const onward = request(url, options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on("error", () => incoming.socket.destroy());
  });
  onward.on("error", () => incoming.socket.destroy());
  incoming.pipe(onward);
}
