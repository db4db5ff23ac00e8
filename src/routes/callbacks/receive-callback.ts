import { z } from "zod";
import type { AppContext } from "../../middleware/app-context.ts";
import { anonymousActor, callerAddress } from "../../middleware/caller.ts";
import { countAgainst } from "../../middleware/rate-limit.ts";
import { readBoundedText } from "../../middleware/request-body.ts";
import { openCallback, type ProvedCallback } from "../../services/callbacks/open-callback.ts";
import { receiveCallback } from "../../services/callbacks/receive-callback.ts";
import { ApiRoute } from "../shared/api-route.ts";
import { jsonResponse, problemResponses } from "../shared/responses.ts";

/** Largest callback that is taken, bytes; as for webhooks. */
const MAX_CALLBACK_BYTES = 262_144;

const SCHEMA = {
  operationId: "receiveCallback",
  tags: ["Webhooks in"],
  summary: "Take a callback of a provider that signs nothing",
  description:
    "The address itself is the proof: each payment, refund, payout and question has one of its own that nobody can guess. What comes there is a hint, believed once the provider's answer to our own question agrees. The answer has the provider's own form.",
  security: [],
  request: { params: z.object({ token: z.string().meta({ description: "Hex.", example: "00".repeat(35) }) }) },
  responses: {
    "200": jsonResponse("Durable", z.record(z.string(), z.unknown()), { ResultCode: 0, ResultDesc: "Accepted" }),
    ...problemResponses(["not_found", "malformed_json", "payload_too_large"], { isPublic: true }),
  },
};

/** `POST /callbacks/{token}` */
export class ReceiveCallback extends ApiRoute {
  override readonly access = { everybody: null } as const;
  override schema = SCHEMA;

  override async run(c: AppContext): Promise<Response> {
    const body = await readBoundedText(c, MAX_CALLBACK_BYTES);
    const proved = await this.#open(c, c.req.param("token") ?? "");
    await countAgainst(c, "webhooks", proved.account.definition.description.name);
    const answer = await receiveCallback(c.get("gateway"), proved, body, anonymousActor(c), (work) =>
      c.executionCtx.waitUntil(work),
    );
    return c.json(answer);
  }

  /** Counts what does not prove itself by address, and keeps nothing of it. */
  async #open(c: AppContext, token: string): Promise<ProvedCallback> {
    const address = callerAddress(c);
    try {
      return await openCallback(c.get("gateway"), token, address);
    } catch (error) {
      await countAgainst(c, "webhooks-unverified", `callbacks|${address ?? "unknown"}`);
      throw error;
    }
  }
}
