/** Who may import whom: the rooms of docs/architecture.md as rules. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^src/", pathNot: [from, ...allowed] },
});

const packageOnlyIn = (name, packagePattern, rooms) => ({
  name,
  severity: "error",
  from: { path: "^src/", pathNot: rooms },
  to: { path: packagePattern },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^cloudflare:" } },
    only("lib-knows-nothing", "^src/lib/", [], "lib knows nothing of payments"),
    only("domain-is-pure", "^src/domain/", ["^src/lib/"], "decisions depend on nothing that moves"),
    only("providers-translate", "^src/providers/", ["^src/lib/", "^src/domain/"], "adapters are pure translators"),
    {
      name: "no-provider-knows-another",
      severity: "error",
      from: { path: "^src/providers/([^/]+)/" },
      to: { path: "^src/providers/[^/]+/", pathNot: "^src/providers/$1/" },
    },
    {
      name: "provider-folders-see-the-contract-only",
      severity: "error",
      from: { path: "^src/providers/[^/]+/" },
      to: { path: "^src/providers/registry" },
    },
    only("storage-stores", "^src/storage/", ["^src/lib/", "^src/domain/"], "storage knows domain and lib"),
    only(
      "objects-decide",
      "^src/objects/",
      ["^src/lib/", "^src/domain/", "^src/storage/", "^src/env\\.ts$"],
      "objects decide, Workers act: no object calls a provider",
    ),
    only(
      "services-mean",
      "^src/services/",
      [
        "^src/lib/",
        "^src/domain/",
        "^src/storage/",
        "^src/env\\.ts$",
        "^src/objects/.*-client\\.ts$",
        "^src/objects/.*-operations\\.ts$",
        "^src/providers/(registry|provider)\\.ts$",
      ],
      "services reach objects through their clients and providers through the registry",
    ),
    only("queues-consume", "^src/queues/", ["^src/lib/", "^src/domain/", "^src/services/"], ""),
    only(
      "middleware-guards",
      "^src/middleware/",
      ["^src/lib/", "^src/domain/", "^src/services/", "^src/env\\.ts$"],
      "",
    ),
    only(
      "routes-parse-call-render",
      "^src/routes/",
      ["^src/lib/", "^src/domain/", "^src/services/", "^src/middleware/"],
      "",
    ),
    {
      name: "client-stands-alone",
      comment: "it is copied into other programs, and runs wherever fetch does",
      severity: "error",
      from: { path: "^src/client/" },
      to: { pathNot: "^src/client/" },
    },
    {
      name: "dashboard-knows-the-client-only",
      comment: "it is a program like any other that uses the API, and is given away to browsers",
      severity: "error",
      from: { path: "^dashboard/" },
      to: { path: "^(src/(?!client/index\\.ts$)|dev/|test/|bench/)" },
    },
    packageOnlyIn("hono-stays-at-the-door", "node_modules/(hono|chanfana)/", ["^src/(app|routes/|middleware/)"]),
    packageOnlyIn("drizzle-and-neon-stay-in-postgres", "node_modules/(drizzle-orm|@neondatabase)/", [
      "^src/storage/postgres/",
    ]),
    packageOnlyIn("upstash-stays-in-redis", "node_modules/@upstash/", ["^src/storage/redis/"]),
    packageOnlyIn("workers-runtime-stays-in-objects", "^cloudflare:", ["^src/(index|objects/|lib/is-reachable)"]),
    {
      name: "src-stands-alone",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(dev|test|bench|dashboard)/" },
    },
    {
      name: "simulators-are-written-apart",
      comment: "a simulator that shares the adapter's code shares its mistakes",
      severity: "error",
      from: { path: "^dev/simulators/" },
      to: { path: "^src/(?!lib/|domain/(currency|money)\\.ts)" },
    },
    {
      name: "types-of-objects-only",
      comment: "services take result types from operations, never code",
      severity: "error",
      from: { path: "^src/services/" },
      to: { path: "^src/objects/.*-operations\\.ts$", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    // Paths in the skeleton of a provider are those of where it is written to.
    exclude: { path: "^dev/new-provider/skeleton/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "workerd", "worker", "node", "default"],
    },
  },
};
