import { CSPProvider } from "@base-ui/react/csp-provider";
import { Router } from "wouter";
import { LiveFeed } from "./live/live-feed.tsx";
import { Pages } from "./pages/pages.tsx";
import { SessionGate } from "./session/session-gate.tsx";
import { Shell } from "./shell/shell.tsx";
import { Toasts } from "./ui/toasts.tsx";

/** The dashboard. */
export function App() {
  return (
    // Our Content-Security-Policy takes styles from files only; those that the library would insert are in ours.
    <CSPProvider disableStyleElements>
      <Toasts>
        <SessionGate>
          <Router base="/dashboard">
            <LiveFeed>
              <Shell>
                <Pages />
              </Shell>
            </LiveFeed>
          </Router>
        </SessionGate>
      </Toasts>
    </CSPProvider>
  );
}
