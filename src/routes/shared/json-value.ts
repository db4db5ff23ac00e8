import { z } from "zod";

/** Any JSON value. Its types are spelled out for the OpenAPI document, whose generator would follow it without end. */
export const jsonValueSchema = z
  .json()
  .meta({ type: ["string", "number", "boolean", "null", "array", "object"], items: {} });
