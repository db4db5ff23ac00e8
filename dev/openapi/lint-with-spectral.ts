import spectral, { type RulesetDefinition } from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";

/** What Spectral's recommended rules for OpenAPI say of a document, hints included; empty when it is clean. */
export async function lintWithSpectral(text: string): Promise<string[]> {
  const linter = new spectral.Spectral();
  // Its own typings infer less of it than the linter's ask for.
  linter.setRuleset({ extends: [[rulesets.oas as RulesetDefinition, "recommended"]] });
  const findings = await linter.run(text);
  return findings.map(({ code, message, path }) => `spectral ${code}: ${message} (${path.join(" › ")})`);
}
