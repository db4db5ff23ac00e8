import { readDocument } from "../openapi/read-document.ts";

/** A parameter of an operation, as the document has it. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: { readonly description?: string; readonly example?: string; readonly enum?: readonly string[] };
}

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
}

/** One operation of the OpenAPI document with what a Postman request needs of it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** As in the document, `/api/v1` included. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly isPublic: boolean;
  readonly parameters: readonly Parameter[];
  /** The example of its JSON body; undefined when it takes none. */
  readonly body: unknown;
  /** The JSON schema of each documented answer by status; null where the answer is no JSON of its own. */
  readonly answers: ReadonlyMap<number, object | null>;
}

/** The API as its OpenAPI document describes it. */
export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly operations: readonly Operation[];
  /** The JSON schema of every error. */
  readonly problem: object;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

/** Reads the API's own OpenAPI document, without a running gateway. */
export async function readApiDescription(): Promise<ApiDescription> {
  const document = JSON.parse(await readDocument()) as {
    info: { title: string; description: string };
    tags: ApiDescription["tags"];
    paths: Record<string, Record<string, DocumentedOperation>>;
  };
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const problems = documented.flatMap(({ operation }) =>
    Object.values(operation.responses).map(({ content }) => content?.["application/problem+json"]?.schema),
  );
  const problem = problems.find((schema) => schema !== undefined);
  if (problem === undefined) throw new Error("the OpenAPI document describes no error");
  return {
    ...document.info,
    tags: document.tags,
    operations: documented.map(({ path, method, operation }) => toOperation(path, method, operation)),
    problem,
  };
}

function toOperation(path: string, method: string, operation: DocumentedOperation): Operation {
  const { operationId, tags, summary, description, security, parameters, requestBody, responses } = operation;
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    tag: tags[0] ?? "",
    summary,
    description: description ?? "",
    isPublic: security?.length === 0,
    parameters: parameters ?? [],
    body: requestBody?.content["application/json"]?.example,
    answers: new Map(
      Object.entries(responses).map(([status, { content }]) => [
        Number(status),
        content?.["application/json"]?.schema ?? null,
      ]),
    ),
  };
}
