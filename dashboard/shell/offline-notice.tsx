import { useSyncExternalStore } from "react";
import { Callout } from "../ui/callout.tsx";

/** Says so while the device has no network: what is shown is what was last loaded. */
export function OfflineNotice() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <Callout tone="warning" title="You are offline">
      You see what was loaded last. It goes on by itself when you are back.
    </Callout>
  );
}

function subscribe(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}
