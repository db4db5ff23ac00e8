import { messageOf, StartFailure } from "../stack/start-failure.ts";

/** One wrong row, as `POST /admin/database/check` tells of it. */
export interface CheckFinding {
  readonly table: string;
  readonly id: string;
  readonly owner: string | null;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly repaired: boolean;
}

/** One stretch of the walk. */
export interface CheckStep {
  /** What it began with: payments, webhook_events, deposits, register, merchants. */
  readonly part: string;
  readonly checked: number;
  readonly pending: number;
  readonly findings: readonly CheckFinding[];
  readonly next: string | null;
}

/** Where to walk, as whom, and what may be done. */
export interface Walk {
  readonly url: string;
  readonly token: string;
  readonly cursor: string | null;
  readonly repair: boolean;
  readonly removeExtra: boolean;
}

const TIMEOUT_MS = 60_000;
/** A stretch with something on its way is looked at again so often, after so long: rows arrive within a second. */
const LOOKS = 4;
const LOOK_AGAIN_MS = 1_000;
/** Postgres away, or too much to do: tried again so often, ever more slowly. */
const TRIES = 6;
const TRY_AGAIN_MS = 1_000;

/** Walks through all objects, stretch by stretch. Throws `StartFailure` where it cannot go on, and says from where to. */
export async function* walkDatabase(walk: Walk): AsyncGenerator<CheckStep> {
  let cursor = walk.cursor;
  do {
    let step = await ask(walk, cursor);
    for (let look = 1; look < LOOKS && step.pending > 0 && step.findings.length === 0; look += 1) {
      await wait(LOOK_AGAIN_MS);
      step = await ask(walk, cursor);
    }
    yield step;
    cursor = step.next;
  } while (cursor !== null);
}

async function ask(walk: Walk, cursor: string | null): Promise<CheckStep> {
  for (let attempt = 1; ; attempt += 1) {
    const { status, body } = await post(walk, cursor);
    if (status === 200) {
      const { checked, pending, findings, next_cursor: next } = body;
      return { part: cursor?.split(".")[0] ?? "payments", checked, pending, findings, next };
    }
    const isPassing = status === 429 || status === 503 || status === 0;
    if (!isPassing || attempt === TRIES) {
      const from = cursor === null ? "" : ` Go on with --cursor ${cursor}`;
      throw new StartFailure(`the gateway answered ${status}: ${body.detail ?? "nothing"}.${from}`);
    }
    await wait(TRY_AGAIN_MS * attempt);
  }
}

interface CheckAnswer {
  readonly checked: number;
  readonly pending: number;
  readonly findings: readonly CheckFinding[];
  readonly next_cursor: string | null;
  /** Of a refusal. */
  readonly detail?: string;
}

async function post({ url, token, repair, removeExtra }: Walk, cursor: string | null) {
  try {
    const response = await fetch(`${url}/api/v1/admin/database/check`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ cursor, repair, remove_extra: removeExtra }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: (await response.json()) as CheckAnswer };
  } catch (error) {
    const nothing = { checked: 0, pending: 0, findings: [], next_cursor: null };
    return { status: 0, body: { ...nothing, detail: messageOf(error) } };
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
