import type { z } from "zod";
import { findTextFault } from "../lib/json-text-fault.ts";
import type { AppContext } from "./app-context.ts";
import { toFieldErrors, validationFailed } from "./request-body.ts";

/** Reads query parameters strictly: unknown, repeated and bad ones are 422, never ignored or clamped. */
export function readQuery<Schema extends z.ZodType>(c: AppContext, schema: Schema): z.output<Schema> {
  const parameters: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value] = values;
    if (values.length !== 1 || value === undefined) throw validationFailed([{ path: name, message: "Give it once." }]);
    parameters[name] = value;
  }
  const fault = findTextFault(parameters);
  if (fault !== null) throw validationFailed([fault]);
  const result = schema.safeParse(parameters);
  if (!result.success) throw validationFailed(result.error.issues.flatMap(toFieldErrors));
  return result.data;
}
