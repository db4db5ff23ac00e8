const MARKER = "# ---- Below: written by `npm run environments` from what is above. ----\n";
/** What environments inherit by themselves (developers.cloudflare.com/workers/wrangler/configuration). */
const INHERITED = ["alias", "build", "assets", "migrations", "triggers", "observability", "limits", "placement"];
/** A rate limit's namespace is the account's: environments must not count each other's callers. */
const NAMESPACE_PREFIX = { staging: "2", production: "3" };

/**
 * The text of wrangler.toml with its environments written anew. Wrangler lets an environment inherit neither bindings
 * nor variables, so that each repeats all of them, under names of its own where the account shares them.
 */
export function renderEnvironments(text: string): string {
  const [own = ""] = text.split(MARKER);
  const blocks = own
    .replace(/^#.*\n/gm, "")
    .split(/^(?=\[)/m)
    .slice(1);
  const environments = Object.entries(NAMESPACE_PREFIX).map(([name, prefix]) => {
    const repeated = blocks.filter((block) => !INHERITED.includes(/^\[+(\w+)/.exec(block)?.[1] ?? ""));
    const heading = `[env.${name}]\nname = "payment-gateway-${name}"`;
    return [heading, ...repeated.map((block) => toEnvironment(block, name, prefix))].join("\n\n");
  });
  return `${own.trimEnd()}\n\n${MARKER}\n${environments.join("\n\n")}\n`;
}

function toEnvironment(block: string, name: string, prefix: string): string {
  return (
    block
      .trim()
      .replace(/^(\[+)/, `$1env.${name}.`)
      .replace(
        /^((?:dead_letter_)?queue) = "(.*)"$/gm,
        (_, key: string, value: string) => `${key} = "${value}-${name}"`,
      )
      // A name that queries need no quotes for.
      .replace(/^dataset = "(.*)"$/m, (_, value: string) => `dataset = "${value}_${name}"`)
      .replace(/^namespace_id = "(.*)"$/m, (_, id: string) => `namespace_id = "${prefix}${id}"`)
      .replace(/^ENVIRONMENT = .*$/m, `ENVIRONMENT = "${name}"`)
  );
}
