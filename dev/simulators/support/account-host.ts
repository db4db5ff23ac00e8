import type { IncomingMessage } from "node:http";
import { invalid, parseJsonObject, readOptionalText } from "./json-input.ts";
import { openLedgerFile } from "./ledger-file.ts";
import type { Reply } from "./reply.ts";
import type { Route } from "./router.ts";

/** A further account at a provider: its id, its keys by their names in the gateway's API, and the port it is served on. */
interface FurtherAccount {
  readonly id: string;
  readonly members: Readonly<Record<string, string>>;
  readonly port: number;
}

/** Further accounts at one provider, each with books, keys and webhooks of its own, behind the provider's one address. */
export interface AccountHost {
  /** `/_sim/accounts` */
  readonly routes: readonly Route[];
  /** Where a request goes that is a further account's, by its key or by the prefix `/accounts/{id}`; null: it is not. */
  find(request: IncomingMessage): string | null;
  close(): Promise<void>;
}

/** What a provider says of its accounts. */
export interface AccountHostOptions {
  /** The members an account may be given, with what each is when it is not; null: nothing. `api_key` tells whose a call is. */
  readonly members: Readonly<Record<string, () => string | null>>;
  readonly stateFile?: string | undefined;
  /** Starts the account as a provider of its own. */
  start(
    members: Readonly<Record<string, string>>,
    launch: { readonly port: number; readonly stateFile?: string },
  ): Promise<{ readonly url: string; close(): Promise<void> }>;
}

const MAX_MEMBER_LENGTH = 2_048;
const PREFIX = /^\/accounts\/([^/?]+)(\/.*)$/;

/** Opens the accounts of a provider, those of an earlier run included. */
export async function openAccountHost(options: AccountHostOptions): Promise<AccountHost> {
  const { stateFile } = options;
  const file = stateFile === undefined ? undefined : openLedgerFile(`${stateFile}.accounts`);
  const running = new Map<string, { account: FurtherAccount; url: string; close(): Promise<void> }>();

  const start = async (account: FurtherAccount): Promise<FurtherAccount> => {
    const state = stateFile === undefined ? {} : { stateFile: `${stateFile}.${account.id}` };
    const launch = (port: number) => options.start(account.members, { port, ...state });
    // Its pages were linked to where it was; if somebody else is there now, they are lost and no more.
    const server = await launch(account.port).catch(() => launch(0));
    const served = { ...account, port: Number(new URL(server.url).port) };
    running.set(account.id, { account: served, ...server });
    return served;
  };

  for (const line of file?.lines ?? []) await start(line as FurtherAccount);

  const render = ({ id, members }: FurtherAccount) => ({ id, ...members, control: `/accounts/${id}/_sim` });

  const add = async (rawBody: Buffer): Promise<Reply> => {
    const input = parseJsonObject(rawBody);
    const stray = Object.keys(input).find((name) => options.members[name] === undefined);
    if (stray !== undefined) throw invalid(`${stray} is none of ${Object.keys(options.members).join(", ")}.`);
    const given = Object.entries(options.members).map(([name, make]) => {
      return [name, readOptionalText(input, name, MAX_MEMBER_LENGTH) ?? make()] as const;
    });
    const members = Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== null));
    const isTaken = [...running.values()].some(({ account }) => account.members.api_key === members.api_key);
    if (isTaken) throw invalid("There is an account with this api_key.");
    const account = await start({ id: `acct_${running.size + 1}`, members, port: 0 });
    file?.append(account);
    return { status: 201, body: render(account) };
  };

  return {
    routes: [
      { method: "POST", pattern: "/_sim/accounts", handle: ({ rawBody }) => add(rawBody) },
      {
        method: "GET",
        pattern: "/_sim/accounts",
        handle: () => ({ status: 200, body: { data: [...running.values()].map(({ account }) => render(account)) } }),
      },
    ],
    find(request) {
      const target = request.url ?? "/";
      const [, id = "", path = "/"] = PREFIX.exec(target) ?? [];
      const named = running.get(id);
      if (named !== undefined) return `${named.url}${path}`;
      const [, key] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
      const owner = key === undefined ? undefined : findByKey(key);
      return owner === undefined ? null : `${owner.url}${target}`;
    },
    async close() {
      file?.close();
      for (const { close } of running.values()) await close();
    },
  };

  function findByKey(key: string) {
    return [...running.values()].find(({ account }) => account.members.api_key === key);
  }
}
