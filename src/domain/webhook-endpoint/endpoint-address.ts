import { isPrivateAddress } from "../../lib/private-address.ts";

/** Longer addresses are nobody's endpoint. */
export const MAX_URL_LENGTH = 2_048;
/** Where a public server takes HTTPS; any other port would let the gateway be used to look for services. */
const PUBLIC_PORTS = new Set(["", "8443"]);

/** What decides which addresses may be sent to. */
export interface AddressRules {
  /** Whether only public HTTPS addresses are allowed: in production. */
  readonly isProduction: boolean;
  /** The gateway's own origin, which never is an endpoint in production. */
  readonly publicUrl: string;
}

/**
 * Why events must not be sent to an address, or null. Asked when an endpoint is made or moved, and again before each
 * attempt: rules may have become stricter since.
 */
export function findAddressFault(url: string, rules: AddressRules): string | null {
  if (!URL.canParse(url)) return "Give an absolute URL.";
  const { protocol, username, password, port } = new URL(url);
  if (protocol !== "https:" && (protocol !== "http:" || rules.isProduction)) return "Give an https:// URL.";
  if (username !== "" || password !== "") return "Give it without user name and password.";
  if (!rules.isProduction) return null;
  if (isPrivateAddress(url) || !/[.:]/.test(hostOf(url))) return "Give a public address.";
  if (!PUBLIC_PORTS.has(port)) return "Give port 443 or 8443.";
  return hostOf(url) === hostOf(rules.publicUrl) ? "Give another address than the gateway's own." : null;
}

/** A name with a dot at its end is the same name. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/\.+$/, "");
}
