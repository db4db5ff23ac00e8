import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Where a Chromium may be: as told, or where Debian and others put it. */
const PLACES = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The Chromium of this machine, or null. */
export function findChromium(): string | null {
  return PLACES.find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Starts Chromium; its sandbox does not work for root, who runs tests in containers. */
export function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

/** What a page did that it should not have. */
export interface Offences {
  /** Messages of the console and errors nobody caught, among them every breach of the Content-Security-Policy. */
  readonly errors: string[];
  /** Addresses of other origins that were asked. */
  readonly strangers: string[];
}

/** Notes what the dashboard's pages of a context do wrong. */
export function watchOffences(context: BrowserContext, origin: string): Offences {
  const offences: Offences = { errors: [], strangers: [] };
  const own = [origin, origin.replace(/^http/, "ws")];
  context.on("request", (request) => {
    // Where a person goes by a link, to a provider's page, is their own affair.
    if (request.isNavigationRequest()) return;
    const isOurs = own.some((prefix) => request.url().startsWith(`${prefix}/`)) || /^(data|blob):/.test(request.url());
    const isOfOurPage = request.frame().url().startsWith(`${origin}/dashboard`);
    if (!isOurs && isOfOurPage) offences.strangers.push(request.url());
  });
  context.on("console", (message) => {
    const isOurs = message.page()?.url().startsWith(`${origin}/dashboard`) ?? false;
    if (isOurs && (message.type() === "error" || message.type() === "warning")) offences.errors.push(message.text());
  });
  context.on("weberror", (error) => offences.errors.push(error.error().message));
  return offences;
}

/** What axe finds wrong with a page as it is now, by all rules or some of them: the rule and where. */
export async function findViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // By the debugger's door, which the page's policy does not guard; once a page.
  if (await page.evaluate<boolean>("window.axe === undefined")) await page.evaluate(AXE);
  const options = { resultTypes: ["violations"], ...(rules === undefined ? {} : { runOnly: rules }) };
  const found = await page.evaluate<AxeResult>(`axe.run(document, ${JSON.stringify(options)})`);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
  }[];
}
