import type { Failure } from "../../domain/failure.ts";
import type { PaymentOutcome, RefundOutcome } from "../../domain/outcome.ts";
import { mayBeRepeat, type Pursuit } from "../../domain/pursuit.ts";
import type { ProviderAnswer } from "../http.ts";
import { toReportedPayment, toReportedRefund } from "./mapping.ts";
import { cpayErrorSchema, cpayPaymentListSchema, cpayPaymentSchema, cpayRefundSchema } from "./wire.ts";

/** What an answer that should hold a payment says. */
export function toPaymentOutcome(answer: ProviderAnswer): PaymentOutcome {
  if (answer.kind !== "answered") return answer;
  const { exchange } = answer;
  const parsed = cpayPaymentSchema.safeParse(answer.body);
  const reported = isSuccess(answer.status) && parsed.success ? toReportedPayment(parsed.data) : null;
  if (reported !== null) return { ...reported, exchange };
  return { kind: "unknown", reason: "unexpected_answer", exchange };
}

/** What an answer to a new payment says: a refusal with 4xx means that nothing was charged. */
export function toCreatedPaymentOutcome(answer: ProviderAnswer, pursuit: Pursuit): PaymentOutcome {
  const failure = findRefusal(answer, pursuit);
  if (answer.kind !== "answered" || failure === null) return toPaymentOutcome(answer);
  return {
    kind: "reported",
    status: "failed",
    providerTransactionId: null,
    amountMinor: null,
    currency: null,
    reference: null,
    failure,
    nextAction: null,
    ...(isAboutTheAccount(answer.status) ? { isAccountRefused: true } : {}),
    exchange: answer.exchange,
  };
}

/** What a search by our reference says: an empty list is absence. More than one payment needs a person. */
export function toFoundPaymentOutcome(answer: ProviderAnswer): PaymentOutcome {
  if (answer.kind !== "answered") return answer;
  const { exchange } = answer;
  const parsed = cpayPaymentListSchema.safeParse(answer.body);
  if (!isSuccess(answer.status) || !parsed.success) return { kind: "unknown", reason: "unexpected_answer", exchange };
  const [payment, second] = parsed.data.data;
  if (payment === undefined) return { kind: "absent", exchange };
  const reported = second === undefined ? toReportedPayment(payment) : null;
  if (reported === null) return { kind: "unknown", reason: "ambiguous_reference", exchange };
  return { ...reported, exchange };
}

/** What an answer that should hold a refund says; `asked`: that of a refund which was asked for: a 4xx refuses it for good. */
export function toRefundOutcome(answer: ProviderAnswer, asked: Pursuit | null): RefundOutcome {
  if (answer.kind !== "answered") return answer;
  const { exchange } = answer;
  const parsed = cpayRefundSchema.safeParse(answer.body);
  const reported = isSuccess(answer.status) && parsed.success ? toReportedRefund(parsed.data) : null;
  if (reported !== null) return { ...reported, exchange };
  const failure = asked === null ? null : findRefusal(answer, asked);
  if (failure === null) return { kind: "unknown", reason: "unexpected_answer", exchange };
  const nothing = { providerRefundId: null, amountMinor: null, currency: null };
  return { kind: "reported", status: "failed", ...nothing, failure, exchange };
}

/**
 * A definite no. 408, 409, 425 and 429 are not: they say that another request with the same key is running or that
 * this one came at a bad time, and the same key may be sent again. A repeat that is turned away for our credentials says
 * nothing of what the request before it has made: CPay has not looked at its key.
 */
function findRefusal(answer: ProviderAnswer, pursuit: Pursuit): Failure | null {
  if (answer.kind !== "answered" || answer.status < 400 || answer.status > 499) return null;
  if ([408, 409, 425, 429].includes(answer.status)) return null;
  if (isAboutTheAccount(answer.status) && mayBeRepeat(pursuit)) return null;
  const parsed = cpayErrorSchema.safeParse(answer.body);
  if (!parsed.success) return null;
  return { code: parsed.data.error.code.slice(0, 64), message: parsed.data.error.message.slice(0, 512) };
}

function isAboutTheAccount(status: number): boolean {
  return status === 401 || status === 403;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
