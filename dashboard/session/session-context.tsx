import { createContext, use } from "react";
import type { Session } from "./session.ts";

/** What pages know of who is signed in. */
export interface SignedIn extends Session {
  /** Ends the session here; the reason is shown on the sign-in page. */
  readonly signOut: (notice?: string) => void;
}

/** Null outside of a session. */
export const SessionContext = createContext<SignedIn | null>(null);

/** The session. To be used below the sign-in only. */
export function useSession(): SignedIn {
  const session = use(SessionContext);
  if (session === null) throw new Error("there is no session here");
  return session;
}

/** Whether the viewer's token carries a scope. */
export function useScope(scope: string): boolean {
  return useSession().claims.scopes.has(scope);
}
