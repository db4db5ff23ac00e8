import { Dialog } from "@base-ui/react/dialog";
import { LogOut, Menu, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { useSession } from "../session/session-context.tsx";
import { LiveIndicator } from "./live-indicator.tsx";
import { Navigation } from "./navigation.tsx";
import { OfflineNotice } from "./offline-notice.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";
import { useSearchKey } from "./use-search-key.ts";

/** What surrounds every page: navigation, who is signed in, whether things are live. */
export function Shell({ children }: { readonly children: ReactNode }) {
  useSearchKey();
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <aside className="sidebar">
        <Brand />
        <Navigation />
        <Account />
      </aside>
      <header className="topbar">
        <PhoneMenu />
        <Brand />
        <span className="topbar__end">
          <LiveIndicator />
        </span>
      </header>
      <main id="content" className="content" tabIndex={-1}>
        <OfflineNotice />
        {children}
      </main>
    </div>
  );
}

function Brand() {
  return (
    <p className="brand">
      <img src="/dashboard/icon.svg" alt="" width="24" height="24" /> Payment gateway
    </p>
  );
}

function Account() {
  const { claims, signOut } = useSession();
  return (
    <div className="account">
      <LiveIndicator />
      <p className="account__who">
        <span>{claims.subject}</span>
        <span className="faint">{claims.scopes.has("admin") ? "Operator" : "Merchant"}</span>
      </p>
      <div className="actions">
        <ThemeSwitch />
        <button type="button" className="button button--ghost button--small" onClick={() => signOut()}>
          <LogOut size={16} aria-hidden="true" /> Sign out
        </button>
      </div>
    </div>
  );
}

function PhoneMenu() {
  const [location] = useLocation();
  // The location at which it was opened: it closes by itself when that changes.
  const [openedAt, setOpenedAt] = useState<string | null>(null);
  return (
    <Dialog.Root open={openedAt === location} onOpenChange={(open) => setOpenedAt(open ? location : null)}>
      <Dialog.Trigger className="icon-button" aria-label="Menu">
        <Menu size={20} aria-hidden="true" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="drawer">
          <div className="dialog__head">
            <Dialog.Title className="visually-hidden">Menu</Dialog.Title>
            <Brand />
            <Dialog.Close className="icon-button" aria-label="Close the menu">
              <X size={20} aria-hidden="true" />
            </Dialog.Close>
          </div>
          <Navigation />
          <Account />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
