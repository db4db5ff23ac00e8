import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";

/** An outside issuer of tokens, as far as the gateway sees one: the address of its public keys. */
export interface JwksServer {
  readonly url: string;
  /** The private halves of the published keys, for tests to sign with. */
  readonly privateKeys: readonly JWK[];
  close(): Promise<void>;
}

/** Publishes a fresh key of each algorithm, with the algorithm as its `kid`. */
export async function startJwksServer(algorithms: readonly string[]): Promise<JwksServer> {
  const pairs = await Promise.all(
    algorithms.map(async (alg) => {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const [open, secret] = await Promise.all([exportJWK(publicKey), exportJWK(privateKey)]);
      return { open: { ...open, kid: alg, alg, use: "sig" }, secret: { ...secret, kid: alg, alg } };
    }),
  );
  const body = JSON.stringify({ keys: pairs.map(({ open }) => open) });
  const server = createServer((_incoming, outgoing) => {
    outgoing.writeHead(200, { "content-type": "application/jwk-set+json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    privateKeys: pairs.map(({ secret }) => secret),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
