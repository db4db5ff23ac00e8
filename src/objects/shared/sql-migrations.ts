import { runAtomically } from "./run-atomically.ts";

/** One step of an object's schema. Append only: objects of every age run the steps they have not seen yet. */
export type ObjectMigration = string;

/** Brings an object's database to the newest schema, inside the constructor and in one atomic write. */
export function migrateObject(storage: DurableObjectStorage, migrations: readonly ObjectMigration[]): void {
  runAtomically(storage, () => {
    storage.sql.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
    const row = storage.sql.exec("SELECT max(version) AS version FROM schema_version").one();
    const applied = Number(row.version ?? 0);
    migrations.slice(applied).forEach((migration, index) => {
      storage.sql.exec(migration);
      storage.sql.exec("INSERT INTO schema_version (version) VALUES (?)", applied + index + 1);
    });
  });
}
