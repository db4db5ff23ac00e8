import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";

/** As many warm objects as the gateway has shards in a region. */
const OBJECTS = 64;
const ROW_BYTES = 1_024;
const ROW = "x".repeat(ROW_BYTES);

interface FloorEnv {
  readonly FLOOR: DurableObjectNamespace<FloorObject>;
}

/** An object that does the least a payment needs: a row, durable before the caller hears of it. */
export class FloorObject extends DurableObject {
  constructor(state: DurableObjectState, env: FloorEnv) {
    super(state, env as unknown as Cloudflare.Env);
    state.storage.sql.exec("CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID");
  }

  /** One durable write; the platform holds the answer back until it is on disk. */
  write(id: string, doc: string): void {
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO rows (id, doc) VALUES (?, ?)", id, doc);
  }
}

const app = new Hono<{ Bindings: FloorEnv }>();

app.post("/*", async (c) => {
  const id = crypto.randomUUID();
  // The second byte tells the object, as it does in the gateway's ids.
  const object = Number.parseInt(id.slice(2, 4), 16) % OBJECTS;
  const stub = c.env.FLOOR.get(c.env.FLOOR.idFromName(`floor-${object}`));
  await stub.write(`${id}:1`, ROW);
  await stub.write(`${id}:2`, ROW);
  return c.json({ id }, 201);
});

/**
 * The floor that the gateway is held against: Hono and two sequential durable writes to one of 64 warm objects. No
 * authentication, validation, Redis or provider.
 */
export default app;
