import { subscribe } from "node:diagnostics_channel";

/** Counts the HTTP requests that this process has received, without standing in their way. */
export function countRequests(): () => number {
  let count = 0;
  subscribe("http.server.request.start", () => {
    count += 1;
  });
  return () => count;
}
