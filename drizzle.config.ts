import { defineConfig } from "drizzle-kit";

// `npm run db:generate` compares the schema with migrations/meta, offline; it never connects to a database.
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/storage/postgres/schema/index.ts",
  out: "./migrations",
});
