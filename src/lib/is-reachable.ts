import { connect } from "cloudflare:sockets";

/** A server that does not take a connection in this time is as good as away: others can be asked instead. */
const CONNECT_TIMEOUT_MS = 1_000;

/**
 * Whether a server takes connections: one is opened and closed again. A `true` promises nothing; a `false` is a good
 * reason not to send. The default ports of the web are not tried and count as reachable: the platform lets no socket to
 * them into its own network, where many a server is.
 */
export async function isReachable(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  if (port === "") return true;
  const socket = connect({ hostname, port: Number(port) });
  // Rejected as well when the socket is given up below; nobody waits for it.
  socket.closed.catch(() => undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CONNECT_TIMEOUT_MS);
  });
  const opened = socket.opened.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([opened, timeout]);
  } finally {
    clearTimeout(timer);
    socket.close().catch(() => undefined);
  }
}
