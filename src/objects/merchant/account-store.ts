import type { AccountSwitch, AccountVersion } from "../../domain/provider-account/provider-account.ts";

/** Tables of an owner's accounts at providers. Versions stay for ever: payments were made with them. */
export const ACCOUNTS_SCHEMA = `
  CREATE TABLE accounts (provider TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE account_versions (
    provider TEXT NOT NULL, version INTEGER NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (provider, version)
  ) WITHOUT ROWID;`;

/** The accounts of one owner. */
export interface AccountStore {
  findSwitch(provider: string): AccountSwitch | null;
  listSwitches(): AccountSwitch[];
  saveSwitch(state: AccountSwitch): void;
  findVersion(provider: string, version: number): AccountVersion | null;
  /** Versions of one provider's from a number on, in order. */
  listVersions(provider: string, from: number): AccountVersion[];
  /** The versions of all providers, in the order of their keys. */
  eachVersion(): Iterable<AccountVersion>;
  saveVersion(version: AccountVersion): void;
}

/** The store in the object's own database. */
export function createAccountStore(sql: SqlStorage): AccountStore {
  const list = <T>(query: string, ...keys: (string | number)[]): T[] =>
    [...sql.exec(query, ...keys)].map((row) => JSON.parse(String(row.doc)) as T);
  return {
    findSwitch: (provider) => list<AccountSwitch>("SELECT doc FROM accounts WHERE provider = ?", provider)[0] ?? null,
    listSwitches: () => list("SELECT doc FROM accounts ORDER BY provider"),
    saveSwitch(state) {
      sql.exec("INSERT OR REPLACE INTO accounts (provider, doc) VALUES (?, ?)", state.provider, JSON.stringify(state));
    },
    findVersion(provider, version) {
      const query = "SELECT doc FROM account_versions WHERE provider = ? AND version = ?";
      return list<AccountVersion>(query, provider, version)[0] ?? null;
    },
    listVersions: (provider, from) =>
      list("SELECT doc FROM account_versions WHERE provider = ? AND version >= ? ORDER BY version", provider, from),
    *eachVersion() {
      const rows = sql.exec("SELECT doc FROM account_versions ORDER BY provider, version");
      for (const row of rows) yield JSON.parse(String(row.doc)) as AccountVersion;
    },
    saveVersion(version) {
      sql.exec(
        "INSERT OR REPLACE INTO account_versions (provider, version, doc) VALUES (?, ?, ?)",
        version.provider,
        version.version,
        JSON.stringify(version),
      );
    },
  };
}
