import { GatewayError } from "../../src/client/index.ts";
import { Button } from "./button.tsx";
import { Callout } from "./callout.tsx";

interface ProblemCalloutProps {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: (() => void) | undefined;
}

/** Why a call did not succeed, in the API's own words, with what to quote to somebody who can look it up. */
export function ProblemCallout({ error, title = "That did not work", onRetry }: ProblemCalloutProps) {
  return (
    <Callout
      tone="danger"
      title={title}
      actions={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <p>{detailOf(error)}</p>
      {error instanceof GatewayError && error.errors.length > 0 && (
        <ul>
          {error.errors.map(({ path, message }) => (
            <li key={path}>
              <code>{path}</code>: {message}
            </li>
          ))}
        </ul>
      )}
      {error instanceof GatewayError && (
        <p className="faint">
          <code>{error.code}</code>
          {error.requestId !== null && (
            <>
              {" · request "}
              <code>{error.requestId}</code>
            </>
          )}
        </p>
      )}
    </Callout>
  );
}

/** The sentence of an error for people. */
export function detailOf(error: unknown): string {
  if (!(error instanceof GatewayError)) return error instanceof Error ? error.message : String(error);
  if (error.status === 0 && !navigator.onLine) return "You are offline.";
  const prefix = `${error.code}: `;
  return error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
}
