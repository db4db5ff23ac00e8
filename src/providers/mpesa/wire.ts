import { z } from "zod";

/** Codes are numbers here and strings there. */
const code = z.union([z.string(), z.number()]).transform(String);
const text = z.union([z.string(), z.number()]).transform(String);
/** Daraja sends a list of one as the thing itself. What is no item is left out, for the sake of the others. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.unknown().transform((value): z.output<T>[] =>
    (Array.isArray(value) ? value : [value]).flatMap((each) => {
      const parsed = item.safeParse(each);
      return parsed.success ? [parsed.data] : [];
    }),
  );

/** The answer to a submission; `ResponseCode` zero says that it was accepted, and no more. */
export const acceptedSchema = z.looseObject({
  ResponseCode: code,
  MerchantRequestID: text.optional(),
  CheckoutRequestID: text.optional(),
  ConversationID: text.optional(),
  OriginatorConversationID: text.optional(),
});

/** The error envelope; it comes with HTTP 200 as well. */
export const errorSchema = z.looseObject({ errorCode: text, errorMessage: z.string().nullish() });

/** The final answer to an STK query. */
export const queryAnswerSchema = z.looseObject({ ResultCode: code, CheckoutRequestID: text.optional() });

/** What Daraja posts about an STK push. */
export const stkCallbackSchema = z.looseObject({
  Body: z.looseObject({
    stkCallback: z.looseObject({
      CheckoutRequestID: text,
      ResultCode: code,
      CallbackMetadata: z
        .looseObject({ Item: listOf(z.looseObject({ Name: z.string(), Value: z.unknown().optional() })) })
        .nullish()
        .catch(null),
    }),
  }),
});

/** What Daraja posts about a payout, a reversal or a question. */
export const resultSchema = z.looseObject({
  Result: z.looseObject({
    ResultCode: code,
    OriginatorConversationID: text.optional(),
    ConversationID: text.optional(),
    TransactionID: text.optional(),
    ResultParameters: z
      .looseObject({ ResultParameter: listOf(z.looseObject({ Key: z.string(), Value: z.unknown().optional() })) })
      .nullish()
      .catch(null),
  }),
});

/** A payment made by hand, to be validated or confirmed: a flat body of texts. */
export const c2bSchema = z.looseObject({
  TransID: text,
  TransTime: text.optional(),
  TransAmount: text,
  BillRefNumber: text.nullish(),
  MSISDN: text.nullish(),
  FirstName: text.nullish(),
  MiddleName: text.nullish(),
  LastName: text.nullish(),
});

/** A result as it is read. */
export type DarajaResult = z.output<typeof resultSchema>["Result"];

/** The value of a named parameter, spaces in the name forgiven; the first of several. */
export function parameterOf(result: DarajaResult, name: string): unknown {
  const items = result.ResultParameters?.ResultParameter ?? [];
  return items.find(({ Key }) => Key.replaceAll(" ", "") === name)?.Value;
}

/** A parameter as text, or null when it is missing or empty. */
export function textOf(value: unknown): string | null {
  const found = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return found === "" ? null : found;
}

/** A receipt as it is compared: ten capital letters and digits so far; null for anything that cannot be one. */
export function receiptFrom(value: unknown): string | null {
  const receipt = textOf(value)?.toUpperCase() ?? "";
  return /^[A-Z0-9]{6,40}$/.test(receipt) ? receipt : null;
}
