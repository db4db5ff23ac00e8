// Writes the skeleton of a provider: `npm run new:provider NAME`.
import { join } from "node:path";
import { createProvider } from "./new-provider/create-provider.ts";
import { UsageError } from "./stack/usage-error.ts";

const USAGE = `Usage: npm run new:provider NAME
  NAME   small letters and digits, such as flutterwave: folder, API name and prefix of variables follow from it`;

try {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || rest.length > 0) throw new UsageError("give one name");
  if (name === "--help" || name === "-h") {
    console.log(USAGE);
  } else {
    const written = createProvider(join(import.meta.dirname, ".."), name);
    console.log(`${written.map((file) => `  ${file}`).join("\n")}

It works as it stands, against its own simulator:
  npm run check
  npx vitest run --project unit ${name}
  npx vitest run --project workers ${name}
  npm run dev                      # "provider": "${name}"

docs/adding-a-provider.md says what to replace, in which order.`);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`new:provider: ${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
