import type { Auth, QueryParameter, RequestItem, Script } from "./collection-format.ts";
import type { Operation, Parameter } from "./read-operations.ts";

/** Who a request speaks for: a variable that holds a token, or nobody. */
export type Caller = "access_token" | "merchant_token" | "admin_token" | null;

/** What a request says beyond its operation's example. */
export interface RequestDetails {
  readonly name: string;
  readonly caller: Caller;
  readonly scripts: readonly Script[];
  /** Path parameters by name, instead of the variables that hold ids. */
  readonly path?: Readonly<Record<string, string>>;
  /** Query parameters that are sent; the others are there, but off. */
  readonly query?: Readonly<Record<string, string>>;
  /** Instead of the example. */
  readonly body?: unknown;
}

/** Pages that an operator's token opens, and nobody else's. */
const OPERATORS_TAGS = ["Merchants", "Administration"];
const OPERATORS_OPERATIONS = ["getMetrics"];

/** Whose token an operation takes as a rule. */
export function usualCaller({ isPublic, tag, id }: Operation): Caller {
  if (isPublic) return null;
  return OPERATORS_TAGS.includes(tag) || OPERATORS_OPERATIONS.includes(id) ? "admin_token" : "access_token";
}

/** The request that an operation is called with. */
export function toRequest(operation: Operation, details: RequestDetails): RequestItem {
  const { method, path, description, parameters } = operation;
  const body = details.body ?? operation.body;
  const segments = path
    .slice(1)
    .replaceAll(/\{(\w+)\}/g, ":$1")
    .split("/");
  const query = parameters
    .filter((parameter) => parameter.in === "query")
    .map((it) => toQuery(it, details.query ?? {}));
  const sent = query.filter(({ disabled }) => disabled !== true).map(({ key, value }) => `${key}=${value}`);
  const needsKey = parameters.some(({ name }) => name === "idempotency-key");
  return {
    name: details.name,
    event: details.scripts,
    request: {
      method,
      description,
      ...(details.caller === "access_token" ? {} : { auth: toAuth(details.caller) }),
      header: [
        ...(needsKey ? [{ key: "Idempotency-Key", value: "{{idempotency_key}}" }] : []),
        ...(body === undefined ? [] : [{ key: "Content-Type", value: "application/json" }]),
      ],
      url: {
        raw: `{{base_url}}/${segments.join("/")}${sent.length === 0 ? "" : `?${sent.join("&")}`}`,
        host: ["{{base_url}}"],
        path: segments,
        variable: parameters
          .filter((parameter) => parameter.in === "path")
          .map((it) => ({ key: it.name, value: details.path?.[it.name] ?? usualValue(operation, it) })),
        query,
      },
      ...(body === undefined
        ? {}
        : {
            body: { mode: "raw", raw: JSON.stringify(body, null, 2), options: { raw: { language: "json" } } } as const,
          }),
    },
  };
}

/** A bearer token out of a variable, or nothing. */
export function toAuth(caller: Caller): Auth {
  if (caller === null) return { type: "noauth" };
  return { type: "bearer", bearer: [{ key: "token", value: `{{${caller}}}`, type: "string" }] };
}

/** The variable that holds the id of what a path names: `/api/v1/payments/{id}` takes `payment_id`. */
export function idVariable(path: string): string {
  const [before = ""] = path.split("/{id}");
  const collection = before.split("/").at(-1) ?? "";
  return `${collection.replace(/ies$/, "y").replace(/s$/, "").replaceAll("-", "_")}_id`;
}

function usualValue({ path }: Operation, { name, schema }: Parameter): string {
  return name === "id" ? `{{${idVariable(path)}}}` : (schema.example ?? name);
}

function toQuery({ name, schema }: Parameter, sent: Readonly<Record<string, string>>): QueryParameter {
  const description = schema.description === undefined ? {} : { description: schema.description };
  const value = sent[name];
  if (value !== undefined) return { key: name, value, ...description };
  return { key: name, value: schema.example ?? schema.enum?.[0] ?? "", ...description, disabled: true };
}
