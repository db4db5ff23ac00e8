/** IPv4 ranges that are not public, as first address and prefix length (RFC 6890 and its updates, multicast included). */
const RESERVED_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
/** Parts of IPv6's public range that are not: documentation, and what embeds IPv4 addresses (Teredo, 6to4). */
const RESERVED_IPV6 = /^(2001:db8:|2001:0:|2001::|2001:[0-9a-f]{1,2}:|2001:1[0-9a-f]{2}:|2002:|3fff:)/;
/** Names that are only ever given inside of a network or a machine (RFC 6761, RFC 6762, RFC 8375, ICANN's list). */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/**
 * Whether a URL names this machine, a private network, a link-local address (cloud metadata lives there) or any other
 * that is not public, in whichever form it is written. Names that resolve to such an address are not seen through.
 */
export function isPrivateAddress(url: string): boolean {
  const host = canonicalHost(url);
  if (host === null) return false;
  if (host.startsWith("[")) return isReservedIpv6(host.slice(1, -1));
  return LOCAL_NAME.test(host) || isReservedIpv4(host);
}

/** The host as a browser would call: decimal, octal, hexadecimal and shortened IPv4 addresses written out. */
function canonicalHost(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  // Only the schemes of the web have their hosts brought into one form.
  const asWeb = `http://${hostname}/`;
  const host = URL.canParse(asWeb) ? new URL(asWeb).hostname : hostname.toLowerCase();
  return host.replace(/\.+$/, "");
}

function isReservedIpv4(host: string): boolean {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return false;
  const address = toNumber(host);
  return RESERVED_IPV4.some(([first, length]) => {
    const size = 2 ** (32 - length);
    return Math.floor(address / size) === Math.floor(toNumber(first) / size);
  });
}

/** Public is only 2000::/3; loopback, mapped, translated, unique local, link-local and multicast lie outside of it. */
function isReservedIpv6(address: string): boolean {
  return !/^[23][0-9a-f]{3}:/.test(address) || RESERVED_IPV6.test(address);
}

function toNumber(ipv4: string): number {
  return ipv4.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
