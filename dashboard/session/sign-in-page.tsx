import { Tabs } from "@base-ui/react/tabs";
import { type FormEvent, useId, useState } from "react";
import { type Credentials, GatewayError } from "../../src/client/index.ts";
import { ThemeSwitch } from "../shell/theme-switch.tsx";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { TextField } from "../ui/text-field.tsx";
import { openSession, type Session } from "./session.ts";

interface SignInPageProps {
  /** Why one is here again, or null. */
  readonly notice: string | null;
  readonly onSignIn: (session: Session, token: string) => void;
}

/** The way in: an access token, or an API key that is exchanged for one. */
export function SignInPage({ notice, onSignIn }: SignInPageProps) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const headingId = useId();
  const signIn = async (credentials: Credentials) => {
    setBusy(true);
    setError(null);
    try {
      const session = await openSession(credentials);
      onSignIn(session, await session.client.getToken());
    } catch (cause) {
      setError(explain(cause));
      setBusy(false);
    }
  };
  return (
    <main className="sign-in" aria-labelledby={headingId}>
      <div className="sign-in__card card">
        <p className="brand">
          <img src="/dashboard/icon.svg" alt="" width="28" height="28" /> Payment gateway
        </p>
        <h1 id={headingId}>Sign in</h1>
        {notice !== null && error === null && <Callout tone="info">{notice}</Callout>}
        {error !== null && <Callout tone="danger">{error}</Callout>}
        <Tabs.Root defaultValue="token">
          <Tabs.List className="tabs" aria-label="How to sign in">
            <Tabs.Tab className="tab" value="token">
              Access token
            </Tabs.Tab>
            <Tabs.Tab className="tab" value="key">
              API key
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="token" className="stack">
            <TokenForm isBusy={isBusy} onSubmit={signIn} />
          </Tabs.Panel>
          <Tabs.Panel value="key" className="stack">
            <KeyForm isBusy={isBusy} onSubmit={signIn} />
          </Tabs.Panel>
        </Tabs.Root>
      </div>
      <p className="sign-in__note">
        The token stays in this tab and is gone when you close it or sign out. <ThemeSwitch />
      </p>
    </main>
  );
}

interface FormProps {
  readonly isBusy: boolean;
  readonly onSubmit: (credentials: Credentials) => void;
}

function TokenForm({ isBusy, onSubmit }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit({ token: textOf(form, "token").replace(/^Bearer\s+/i, "") });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label="Access token"
        name="token"
        type="password"
        required
        autoComplete="off"
        hint={
          <>
            Printed by <code>npm run dev</code>; or <code>npm run --silent token -- --role merchant</code>
          </>
        }
      />
      <Button type="submit" variant="primary" isBusy={isBusy}>
        Sign in
      </Button>
    </form>
  );
}

function KeyForm({ isBusy, onSubmit }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit({ clientId: textOf(form, "client_id"), clientSecret: textOf(form, "client_secret") });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField label="Client id" name="client_id" required autoComplete="username" spellCheck={false} />
      <TextField
        label="Client secret"
        name="client_secret"
        type="password"
        required
        autoComplete="current-password"
        hint="Kept in memory only. After a reload the session lasts as long as its present token: 15 minutes at most."
      />
      <Button type="submit" variant="primary" isBusy={isBusy}>
        Sign in
      </Button>
    </form>
  );
}

function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}

function explain(error: unknown): string {
  if (!(error instanceof GatewayError)) return "Something went wrong. Please try again.";
  if (error.status === 0) return "The gateway cannot be reached.";
  if (error.code === "invalid_client") return "The gateway does not know this API key, or it has been revoked.";
  if (error.status === 401) return "The gateway does not accept this token. It may have expired.";
  return error.message.replace(/^[a-z_]+: /, "");
}
