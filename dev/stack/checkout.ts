import { join, resolve } from "node:path";

/** The root of the repository this file belongs to. */
export const CHECKOUT_DIR = resolve(import.meta.dirname, "../..");

/** Everything local that is not committed; `.gitignore` names it. */
const LOCAL_DIR = join(CHECKOUT_DIR, ".gateway");

/** Where an instance keeps its state unless told otherwise. */
export const DEFAULT_STATE_DIR = join(LOCAL_DIR, "state");

/** One file a port, telling which state directory the instance on that port uses. */
export const INSTANCES_DIR = join(LOCAL_DIR, "instances");

/** The port of the Worker unless told otherwise. */
export const DEFAULT_PORT = 8787;
