import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemCallout } from "./problem-callout.tsx";
import { Skeleton } from "./skeleton.tsx";

interface QueryViewProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
  readonly lines?: number;
}

/** What was asked for as soon as it is there; before that that it comes, or why it does not. */
export function QueryView<Data>({ query, children, lines = 5 }: QueryViewProps<Data>) {
  const { data, error, isPending, refetch } = query;
  if (isPending) return error === null && <Skeleton lines={lines} />;
  return (
    <>
      {error !== null && (
        <div className="pad">
          <ProblemCallout error={error} title="This could not be loaded" onRetry={() => void refetch()} />
        </div>
      )}
      {data !== undefined && children(data)}
    </>
  );
}
