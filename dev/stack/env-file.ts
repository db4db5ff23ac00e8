import { StartFailure } from "./start-failure.ts";

/**
 * Writes variables as the `.env` text that wrangler reads back to the same values. Its reader knows three quotes but no
 * escape for them, and expands `$NAME` even inside quotes unless the dollar is escaped.
 */
export function toEnvFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(name, value)}\n`)
    .join("");
}

function quote(name: string, value: string): string {
  const escaped = value.replaceAll("$", "\\$");
  // Without quotes everything to the line's end is the value, but for a comment and the spaces around it.
  if (/^([^\s#'"`]([^#\r\n]*[^\s#])?)?$/.test(value)) return escaped;
  // In double quotes the reader would turn a written \n or \r into a line's end.
  const mark = ["'", "`", '"'].find((each) => !value.includes(each) && (each !== '"' || !/\\[nr]/.test(value)));
  // It would also take a backslash before the closing quote for an escape, and drops every carriage return.
  if (mark === undefined || value.endsWith("\\") || value.includes("\r")) {
    throw new StartFailure(`${name} mixes quotes, line ends or backslashes in a way that wrangler cannot be handed`);
  }
  return `${mark}${escaped}${mark}`;
}
