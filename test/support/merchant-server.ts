import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One answer of a merchant's server, or what it does instead of answering. */
export type MerchantReply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** `hang`: never answers; `close`: closes at once; `break`: closes within its answer; `flood`: answers without end. */
  | "hang"
  | "close"
  | "break"
  | "flood"
  | "garbage";

/** A webhook as it came, byte for byte. */
export interface ReceivedWebhook {
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A mailbox of one endpoint: what it answers, in order (the last for ever), and what came. */
interface Mailbox {
  replies: MerchantReply[];
  readonly received: ReceivedWebhook[];
  open: number;
  mostOpen: number;
}

/**
 * Merchants' servers: `POST /hooks/<name>` takes a webhook as its mailbox is told to. `PUT /mail/<name>` tells it what
 * to answer, `GET /mail/<name>` what came and how many were open at once.
 */
export async function startMerchantServer(): Promise<{ url: string; close(): Promise<void> }> {
  const mailboxes = new Map<string, Mailbox>();
  const mailboxOf = (name: string): Mailbox => {
    const mailbox = mailboxes.get(name) ?? { replies: [{ status: 200 }], received: [], open: 0, mostOpen: 0 };
    mailboxes.set(name, mailbox);
    return mailbox;
  };
  const server = createServer(async (request, response) => {
    const [, room = "", name = ""] = (request.url ?? "").split("/");
    const mailbox = mailboxOf(name);
    const body = await readText(request);
    if (room === "hooks" && request.method === "POST") {
      mailbox.received.push({ at: Date.now(), headers: request.headers as Record<string, string>, body });
      mailbox.open += 1;
      mailbox.mostOpen = Math.max(mailbox.mostOpen, mailbox.open);
      response.on("close", () => {
        mailbox.open -= 1;
      });
      const reply = (mailbox.replies.length > 1 ? mailbox.replies.shift() : mailbox.replies[0]) ?? { status: 200 };
      answer(reply, request, response);
      return;
    }
    if (request.method === "PUT") mailbox.replies = JSON.parse(body) as MerchantReply[];
    const { received, mostOpen, open } = mailbox;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ received, mostOpen, open }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(reply: MerchantReply, request: IncomingMessage, response: ServerResponse): void {
  switch (reply) {
    case "hang":
      return;
    case "close":
      request.socket.destroy();
      return;
    case "break":
      response.writeHead(200, { "content-length": "1000" });
      response.write("half an ans");
      setTimeout(() => request.socket.destroy(), 50);
      return;
    case "garbage":
      request.socket.end("\u0000\u0001 this is no HTTP\r\n\r\n");
      return;
    case "flood": {
      response.writeHead(200);
      const chunk = "x".repeat(65_536);
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
      return;
    }
    default:
      response.writeHead(reply.status, reply.headers ?? {}).end(reply.body ?? "");
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
