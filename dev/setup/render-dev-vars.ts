import { randomBytes } from "node:crypto";

const KEY_BYTES = 32;

/** The template of variables with secrets made for it, and the address of a gateway on this machine. */
export function renderDevVars(template: string, random: (bytes: number) => Buffer = randomBytes): string {
  const made: Readonly<Record<string, string>> = {
    JWT_SECRET_KEY: random(KEY_BYTES).toString("hex"),
    ENCRYPTION_KEYS: `k1:${random(KEY_BYTES).toString("base64")}`,
    PUBLIC_URL: "http://127.0.0.1:8787",
  };
  return Object.entries(made).reduce((text, [name, value]) => {
    const line = new RegExp(`^${name}=.*$`, "m");
    if (!line.test(text)) throw new Error(`the template has no line for ${name}`);
    return text.replace(line, () => `${name}=${value}`);
  }, template);
}
