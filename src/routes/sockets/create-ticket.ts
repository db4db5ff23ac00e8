import { z } from "zod";
import { parseSocketPath, TICKET_SECONDS } from "../../domain/socket-ticket.ts";
import type { AppContext } from "../../middleware/app-context.ts";
import { readBearerToken } from "../../middleware/authentication.ts";
import { readJsonBody, validationFailed } from "../../middleware/request-body.ts";
import { requireChannel } from "../../services/sockets/open-socket.ts";
import { passOfToken } from "../../services/sockets/socket-pass.ts";
import { issueSocketTicket } from "../../services/sockets/socket-tickets.ts";
import { EXAMPLE_PAYMENT } from "../payments/payment.examples.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { BODY_PROBLEMS, jsonResponse, problemResponses } from "../shared/responses.ts";

/** The longest path there can be: a user's name of 128 characters, each of which may take 12 in an address. */
const MAX_CHANNEL = 1_600;

const bodySchema = z.strictObject({
  channel: z
    .string()
    .max(MAX_CHANNEL)
    .meta({
      description: "/ws/transaction/{transaction_id}, /ws/user/{user_id} or /ws/merchant.",
      example: `/ws/transaction/${EXAMPLE_PAYMENT.id}`,
    }),
});

const ticketSchema = z.object({ ticket: z.string(), expires_in: z.number().int() });

const SCHEMA = {
  operationId: "createSocketTicket",
  tags: ["Events out"],
  summary: "Make a ticket for a WebSocket",
  description:
    "For pages that cannot send a header: open wss://…/ws/…?ticket=<ticket>. Good for that channel alone, once, and for " +
    "a minute; the socket stays as long as the token with which the ticket was made is valid.",
  request: {
    body: {
      content: {
        "application/json": { schema: bodySchema, example: { channel: `/ws/transaction/${EXAMPLE_PAYMENT.id}` } },
      },
      required: true,
    },
  },
  responses: {
    "201": jsonResponse("The ticket", ticketSchema, {
      ticket: "eyJhbGciOiJIUzI1NiIsInR5cCI6InRpY2tldCtqd3QifQ.e30.c2lnbmF0dXJl",
      expires_in: TICKET_SECONDS,
    }),
    ...problemResponses([...BODY_PROBLEMS, "not_found"]),
  },
};

/** `POST /ws/tickets` */
export class CreateTicket extends ApiRoute {
  override readonly access = { scope: "payments:read" } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const { value } = await readJsonBody(c, bodySchema);
    const channel = parseSocketPath(value.channel);
    if (channel === null) {
      throw validationFailed([
        { path: "channel", message: "Give /ws/transaction/{id}, /ws/user/{id} or /ws/merchant." },
      ]);
    }
    const gateway = c.get("gateway");
    const pass = await passOfToken(gateway.config, readBearerToken(c));
    await requireChannel(gateway, pass.principal, channel);
    const ticket = await issueSocketTicket(gateway.config, pass, channel);
    return c.json({ ticket, expires_in: TICKET_SECONDS }, 201);
  }
}
