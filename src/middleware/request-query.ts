import type { z } from "zod";
import { findCardData } from "../lib/find-card-data.ts";
import { findTextFault } from "../lib/json-text-fault.ts";
import type { AppContext } from "./app-context.ts";
import { refuseCardData, toFieldErrors, validationFailed } from "./request-body.ts";

/** Reads query parameters strictly: unknown, repeated and bad ones are 422, never ignored or clamped. */
export function readQuery<Schema extends z.ZodType>(c: AppContext, schema: Schema): z.output<Schema> {
  const { searchParams } = new URL(c.req.url);
  const repeated = [...searchParams.keys()].find((name) => searchParams.getAll(name).length > 1);
  if (repeated !== undefined) throw validationFailed([{ path: repeated, message: "Give it once." }]);
  const parameters = Object.fromEntries(searchParams);
  const fault = findTextFault(parameters);
  if (fault !== null) throw validationFailed([fault]);
  refuseCardData(findCardData(JSON.stringify(parameters)));
  const result = schema.safeParse(parameters);
  if (!result.success) throw validationFailed(result.error.issues.flatMap(toFieldErrors));
  return result.data;
}
