import type { Collection, Folder } from "./collection-format.ts";
import { FLOW } from "./flow.ts";
import type { ApiDescription, Operation } from "./read-operations.ts";
import { commonScripts, documentedScript } from "./scripts.ts";
import { idVariable, toAuth, toRequest, usualCaller } from "./to-request.ts";
import { toStep } from "./to-step.ts";

const FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/** The Postman collection of the API: a flow to be run from top to bottom, and every operation by itself. */
export function buildCollection(api: ApiDescription): Collection {
  const byId = new Map(api.operations.map((operation) => [operation.id, operation]));
  return {
    info: {
      name: api.title,
      description: `${api.description}\n\nGenerated from the OpenAPI document by \`npm run postman\`.`,
      schema: FORMAT,
    },
    auth: toAuth("access_token"),
    event: commonScripts(api.problem),
    variable: idVariables(api.operations),
    item: [
      {
        name: "Flow",
        description: "From an API key to a refund; run it from top to bottom. Each step keeps what the next ones need.",
        item: FLOW.map((step) => toStep(step, requireOperation(byId, step.operation))),
      },
      {
        name: "Reference",
        description: "Every operation with its example. Ids are those that the flow has kept.",
        item: api.tags.map((tag) => toFolder(tag, api.operations)).filter(({ item }) => item.length > 0),
      },
    ],
  };
}

function toFolder({ name, description }: ApiDescription["tags"][number], operations: readonly Operation[]): Folder {
  const own = operations.filter(({ tag }) => tag === name);
  const isLast = ({ method }: Operation) => Number(method === "DELETE");
  // What removes something comes last, so that whoever runs the folder has it for the others.
  return { name, description, item: own.sort((a, b) => isLast(a) - isLast(b)).map(toReference) };
}

function toReference(operation: Operation) {
  const scripts = [documentedScript(operation)];
  return toRequest(operation, { name: operation.summary, caller: usualCaller(operation), scripts });
}

/** Ids to begin with: the examples, which name nothing. */
function idVariables(operations: readonly Operation[]) {
  const examples = new Map<string, string>();
  for (const { path, parameters } of operations) {
    const id = parameters.find((parameter) => parameter.in === "path" && parameter.name === "id");
    if (id !== undefined) examples.set(idVariable(path), id.schema.example ?? "");
  }
  return [...examples].map(([key, value]) => ({ key, value }));
}

function requireOperation(operations: ReadonlyMap<string, Operation>, id: string): Operation {
  const operation = operations.get(id);
  if (operation === undefined) throw new Error(`the flow calls ${id}, which the OpenAPI document does not have`);
  return operation;
}
