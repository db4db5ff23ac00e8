import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { isSignedOut, resumeSession, type Session } from "./session.ts";
import { SessionContext } from "./session-context.tsx";
import { findStoredToken, forgetToken, storeToken } from "./session-store.ts";
import { SignInPage } from "./sign-in-page.tsx";

/** How often it is looked whether a session has ended, and whether a token has been renewed. */
const WATCH_INTERVAL_MS = 15_000;
/** What was read this recently is shown without asking again; live events make it fresh before. */
const FRESH_MS = 5_000;
const ENDED = "Your session has ended. Please sign in again.";

/** Shows its children to who is signed in, and the sign-in page to everybody else. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<Session | null>(() => {
    const token = findStoredToken();
    return token === null ? null : resumeSession(token, Date.now());
  });
  const [notice, setNotice] = useState<string | null>(null);
  const signOut = useCallback((reason?: string) => {
    forgetToken();
    setNotice(reason ?? null);
    setSession(null);
  }, []);
  useEndOfSession(session, signOut);
  // A cache of its own for each session: nothing of one is ever shown to the next.
  const queries = useMemo(() => (session === null ? null : createQueries(() => signOut(ENDED))), [session, signOut]);
  const signedIn = useMemo(() => (session === null ? null : { ...session, signOut }), [session, signOut]);
  if (signedIn === null || queries === null) {
    const signIn = (next: Session, token: string) => {
      storeToken(token);
      setNotice(null);
      setSession(next);
    };
    return <SignInPage notice={notice} onSignIn={signIn} />;
  }
  return (
    <SessionContext value={signedIn}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </SessionContext>
  );
}

function createQueries(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error) => isSignedOut(error) && onSignedOut() }),
    defaultOptions: {
      // The client has tried again already where that helps.
      queries: { retry: false, staleTime: FRESH_MS, refetchOnWindowFocus: true },
      mutations: { retry: false, onError: (error) => isSignedOut(error) && onSignedOut() },
    },
  });
}

function useEndOfSession(session: Session | null, signOut: (reason?: string) => void): void {
  useEffect(() => {
    if (session === null) return;
    const look = async () => {
      if (!session.renews) {
        if (Date.now() >= session.claims.expiresAt) signOut(ENDED);
        return;
      }
      try {
        storeToken(await session.client.getToken());
      } catch (error) {
        // An API key that was revoked; a gateway that cannot be reached is no reason to go.
        if (isSignedOut(error)) signOut(ENDED);
      }
    };
    const timer = setInterval(() => void look(), WATCH_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [session, signOut]);
}
