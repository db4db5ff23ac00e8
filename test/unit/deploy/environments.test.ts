import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ENVIRONMENTS } from "../../../dev/deploy/deploy-arguments.ts";
import { readWranglerConfig, WRANGLER_FILE } from "../../../dev/deploy/read-wrangler-config.ts";
import { renderEnvironments } from "../../../dev/deploy/render-environments.ts";

/** What a Worker finds in its environment, and what calls it, without the names that differ on purpose. */
async function shapeOf(environment: string | null) {
  const config = await readWranglerConfig(environment);
  const suffix = new RegExp(`-${environment}$`);
  const plain = (name?: string) => name?.replace(suffix, "");
  return {
    // Everything that binds something is an array or an object of its own in the configuration.
    sections: Object.entries(config)
      .filter(([, value]) => typeof value === "object" && value !== null && Object.keys(value).length > 0)
      .map(([key]) => key)
      .sort(),
    objects: config.durable_objects.bindings,
    migrations: config.migrations,
    producers: config.queues.producers.map(({ binding, queue }) => [binding, plain(queue)]),
    consumers: config.queues.consumers.map((consumer) => ({
      ...consumer,
      queue: plain(consumer.queue),
      dead_letter_queue: plain(consumer.dead_letter_queue),
    })),
    limits: config.ratelimits.map(({ name, simple }) => [name, simple]),
    datasets: config.analytics_engine_datasets.map(({ binding }) => binding),
    variables: Object.keys(config.vars),
    crons: config.triggers.crons,
    main: config.main,
    flags: config.compatibility_flags,
  };
}

describe("the environments of wrangler.toml", { timeout: 60_000 }, () => {
  it("are written from what is above them (npm run environments writes them)", () => {
    const text = readFileSync(WRANGLER_FILE, "utf8");
    expect(text).toBe(renderEnvironments(text));
  });

  it.each(ENVIRONMENTS)("%s has every binding, queue, limit and variable", async (environment) => {
    expect(await shapeOf(environment)).toEqual(await shapeOf(null));
  });

  it("share no queue, no limit and no name", async () => {
    const owned = await Promise.all(
      [null, ...ENVIRONMENTS].map(async (environment) => {
        const { name, queues, ratelimits, vars } = await readWranglerConfig(environment);
        const names = new Set([...queues.producers, ...queues.consumers].map(({ queue }) => queue));
        return [`is ${vars.ENVIRONMENT}`, name, ...names, ...ratelimits.map(({ namespace_id }) => namespace_id)];
      }),
    );
    expect(new Set(owned.flat()).size).toBe(owned.flat().length);
  });
});
