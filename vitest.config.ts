import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** The first test of a file pays for loading the modules into workerd. */
const WORKERD_TIMEOUT_MS = 30_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          environment: "node",
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "storage",
          include: ["test/storage/**/*.test.ts"],
          environment: "node",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: inject("workerVariables") },
          })),
        ],
        test: {
          name: "workers",
          include: ["test/workers/**/*.test.ts", "test/contract/**/*.test.ts"],
          globalSetup: ["./test/support/global-setup.ts"],
          testTimeout: WORKERD_TIMEOUT_MS,
          hookTimeout: WORKERD_TIMEOUT_MS,
          // The files share one Postgres, one Redis and one CPay, whose faults some of them turn on.
          fileParallelism: false,
          // Background work may log after the last test, when nobody takes what would be sent to the reporter any more.
          disableConsoleIntercept: true,
          // One workerd for all of them: three times as fast. Tests keep apart by fresh merchants and keys.
          isolate: false,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          environment: "node",
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
    coverage: {
      provider: "istanbul",
      include: ["src/**/*.ts"],
      reporter: ["text-summary", "json-summary", "html"],
      reportsDirectory: "coverage",
      thresholds: { statements: 90 },
    },
  },
});
