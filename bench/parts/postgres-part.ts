// The embedded Postgres behind its SQL bridge, migrated; a task asks how many requests it has had.
import { openPgliteBackend } from "../../dev/bridges/sql/pglite-backend.ts";
import { startSqlBridge } from "../../dev/bridges/sql/start-sql-bridge.ts";
import { migratePglite } from "../../dev/migrate.ts";
import { countRequests } from "./request-counter.ts";
import { servePart } from "./serve-part.ts";

servePart(async ({ dataDir }: { dataDir: string }) => {
  const backend = await openPgliteBackend(dataDir);
  await migratePglite(backend);
  const bridge = await startSqlBridge({ port: 0, backend });
  return {
    info: { url: bridge.url },
    perform: countRequests(),
    close: async () => {
      await bridge.close();
      await backend.close();
    },
  };
});
