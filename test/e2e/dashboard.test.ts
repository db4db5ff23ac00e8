import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGatewayClient, type GatewayClient } from "../../src/client/index.ts";
import { findChromium, findViolations, type Offences, startBrowser, watchOffences } from "./support/browser.ts";
import { type DevStack, freePort, makeStateDir, runCommand, startDevStack } from "./support/dev-stack.ts";

const ROOT = join(import.meta.dirname, "../..");
/** More than one page of the list. */
const SEEDED_PAYMENTS = 23;
/** The promise of the dashboard: what the browser has to load until the overview is there. */
const MAX_INITIAL_BYTES = 150_000;
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const chromium = findChromium();
if (chromium === null) {
  const message =
    "The dashboard is NOT tested in a browser: there is no Chromium (apt install chromium, or CHROMIUM_PATH).";
  if (process.env.CI === "true") throw new Error(message);
  console.warn(message);
}

describe.runIf(chromium !== null)("the dashboard", () => {
  let stack: DevStack;
  let removeState: () => Promise<void>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let offences: Offences;
  let origin: string;
  let tokens: { merchant: string; admin: string };
  let merchant: GatewayClient;

  const go = (path: string) => page.goto(`${origin}/dashboard${path}`);
  const heading = (name: string | RegExp) => page.getByRole("heading", { level: 1, name });
  const row = (text: string) => page.getByRole("row").filter({ hasText: text });

  async function signIn(token: string): Promise<void> {
    await go("");
    await page.getByRole("textbox", { name: "Access token" }).or(page.locator("input[name=token]")).first().fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await heading("Overview").waitFor();
  }

  beforeAll(async () => {
    const state = await makeStateDir();
    removeState = state.remove;
    stack = await startDevStack(await freePort(), state.path);
    origin = `http://127.0.0.1:${stack.port}`;
    const [printed = ""] = /^eyJ\S+$/m.exec(stack.output()) ?? [];
    tokens = { merchant: printed, admin: await runCommand("token", ["--role", "admin", "--state-dir", state.path]) };
    merchant = createGatewayClient({ baseUrl: origin, token: tokens.merchant });
    browser = await startBrowser(chromium ?? "");
    context = await browser.newContext({ reducedMotion: "reduce", locale: "en-GB", timezoneId: "Africa/Nairobi" });
    context.setDefaultTimeout(10_000);
    offences = watchOffences(context, origin);
    page = await context.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    await removeState?.();
  });

  it("takes a newcomer from what the start printed to a paid payment, without a reload", async () => {
    expect(stack.output()).toContain(`${origin}/dashboard`);
    const begun = Date.now();
    const scripts = new Set<string>();
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.add(new URL(response.url()).pathname);
    });
    await signIn(tokens.merchant);
    const initial = [...scripts].map((path) => gzipSync(readFileSync(join(ROOT, "public", path))).length);
    expect(initial.length).toBeGreaterThan(0);
    expect(initial.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(MAX_INITIAL_BYTES);

    await page.getByRole("link", { name: "New payment" }).click();
    await page.getByLabel("Amount").fill("1000.50");
    await page.getByLabel("E-mail").fill("jane@example.com");
    await page.getByLabel("Reference").fill("ORD-NEW");
    await page.getByRole("button", { name: "Make the payment" }).click();
    await heading("KES 1,000.50").waitFor();
    await page.getByText("Waiting for the customer").waitFor();
    await page.evaluate("window.isSamePage = true");
    const [checkout] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("link", { name: "Open the checkout page" }).click(),
    ]);
    await checkout.getByRole("button", { name: "Approve" }).click();
    await checkout.waitForLoadState();
    await page.locator(".page .badge", { hasText: "Completed" }).waitFor();
    await page.getByText("Paid", { exact: true }).waitFor();
    expect(await page.evaluate("window.isSamePage")).toBe(true);
    await checkout.close();
    console.log(`newcomer's path: ${Date.now() - begun} ms`);
  });

  it("shows a payment again after a reload of its address, with what was said to the provider", async () => {
    await page.reload();
    await heading("KES 1,000.50").waitFor();
    await page.getByRole("tab", { name: /Provider exchanges/ }).click();
    await page.getByText("/v1/payments").first().waitFor();
    await page.getByText("What was said").first().click();
    // The address of the checkout page is as good as a key to it.
    await page.getByText('"checkout_url": "[redacted]"').waitFor();
    await page.getByRole("tab", { name: /Events/ }).click();
    await page.getByText("payment.completed").first().waitFor();
    await page.getByRole("tab", { name: "Timeline" }).click();
    await page.getByRole("button", { name: "Check that nobody has changed it" }).click();
    await page.getByText(/All \d+ entries are as they were written/).waitFor();
  });

  it("lists, filters, searches and pages, and keeps the filters in the address", async () => {
    for (let index = 0; index < SEEDED_PAYMENTS; index += 1) {
      const local = index % 4 === 3 ? "decline" : "approve";
      await merchant.payments.create({
        provider: "cpay",
        amount: String(100 + index),
        currency: "KES",
        customer: { email: `${local}@example.com`, id: `cus-${index % 3}`, name: `Customer ${index}` },
        reference: `ORD-${index}`,
      });
    }
    await go("/payments");
    await row("ORD-22").waitFor();
    expect(await page.getByRole("row").count()).toBe(21);
    await page.getByRole("button", { name: "Older" }).click();
    await row("ORD-NEW").waitFor();
    await page.getByRole("button", { name: "Newer" }).click();
    await row("ORD-22").waitFor();

    await page.getByLabel("Status", { exact: true }).selectOption("failed");
    await page.waitForURL(/status=failed/);
    await expect.poll(() => page.getByRole("row").count()).toBe(6);
    await page.reload();
    await row("ORD-19").waitFor();
    expect(await page.getByRole("row").filter({ hasText: "Completed" }).count()).toBe(0);
    await page.getByRole("button", { name: "Clear" }).click();

    // The key that leads to the search from anywhere.
    await page.getByRole("heading", { name: "Payments" }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("ORD-7");
    await page.keyboard.press("Enter");
    await page.waitForURL(/reference=ORD-7/);
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    await page.getByRole("link", { name: "KES 107.00" }).click();
    await heading("KES 107.00").waitFor();
    await page.getByText("Failed", { exact: true }).first().waitFor();
  });

  it("sums up how the money is doing, and plots it", async () => {
    await go("");
    const tile = page.locator(".tile", { hasText: "Paid in KES" });
    await tile.filter({ hasText: /KES\s[1-9]/ }).waitFor();
    await page.locator(".tile", { hasText: "Payments" }).filter({ hasText: "24" }).waitFor();
    await expect.poll(() => page.locator(".chart canvas").count()).toBe(3);
    await page.getByText("As a table").first().click();
    await page.getByRole("columnheader", { name: "CPay" }).first().waitFor();
    await page.getByLabel("Period").selectOption("30d");
    await page.waitForURL(/period=30d/);
    await page.getByRole("columnheader", { name: "Day (UTC)" }).waitFor();
  });

  it("shows a payment that somebody else makes at once, on top", async () => {
    await go("/payments");
    await row("ORD-22").waitFor();
    await page.locator(".sidebar .live--live").waitFor();
    const { id } = await merchant.payments.create({
      provider: "cpay",
      amount: "77.70",
      currency: "KES",
      customer: { email: "jane@example.com" },
      reference: "LIVE-1",
    });
    await page.getByRole("row").nth(1).filter({ hasText: "LIVE-1" }).waitFor();
    await merchant.payments.cancel(id);
    await row("LIVE-1").filter({ hasText: "Cancelled" }).waitFor();
  });

  it("refunds what is confirmed, and tells of a refund that fails", async () => {
    const payment = await merchant.payments.create({
      provider: "cpay",
      amount: "500.00",
      currency: "KES",
      customer: { email: "approve@example.com" },
    });
    await go(`/payments/${payment.id}`);
    const open = page.getByRole("button", { name: "Refund", exact: true });
    const dialog = page.locator(".dialog");
    await open.click();
    await dialog.getByLabel("Amount in KES").fill("600");
    await dialog.getByRole("button", { name: "Refund", exact: true }).click();
    await dialog.getByRole("alert").filter({ hasText: "Give an amount of at most KES 500.00." }).waitFor();
    await dialog.getByLabel("Amount in KES").fill("200");
    await dialog.getByLabel("Reason").fill("refuse");
    await dialog.getByRole("button", { name: "Refund KES 200.00" }).click();
    await page.locator(".toast", { hasText: "Refund failed" }).waitFor();

    await open.click();
    await dialog.getByLabel("Amount in KES").fill("200");
    await dialog.getByRole("button", { name: "Refund KES 200.00" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.locator(".page .badge", { hasText: "Partially refunded" }).first().waitFor();
    expect((await merchant.payments.get(payment.id)).amount_refunded_minor).toBe(20_000);
  });

  it("says at the field what the gateway refuses", async () => {
    await go("/payments/new");
    await page.getByLabel("Provider").selectOption("mpesa");
    await page.getByLabel("Amount").fill("10");
    await page.getByLabel("E-mail").fill("jane@example.com");
    await page.getByRole("button", { name: "Make the payment" }).click();
    await page.getByRole("alert").filter({ hasText: "customer.phone" }).waitFor();
    const phone = page.getByLabel("Phone");
    expect(await phone.getAttribute("aria-invalid")).toBe("true");
  });

  it("cancels what is confirmed, and not what is not", async () => {
    const { id } = await merchant.payments.create({
      provider: "cpay",
      amount: "500.00",
      currency: "KES",
      customer: { email: "jane@example.com" },
    });
    await go(`/payments/${id}`);
    const open = page.getByRole("button", { name: "Cancel payment" });
    await open.click();
    await page.getByRole("button", { name: "Go back" }).click();
    await page.locator(".dialog").waitFor({ state: "hidden" });
    expect((await merchant.payments.get(id)).status).toBe("processing");
    // The dialog gives the focus back to what opened it.
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Cancel payment");
    await open.click();
    await page.getByRole("button", { name: "Cancel the payment" }).click();
    await page.locator(".page .badge", { hasText: "Cancelled" }).first().waitFor();
  });

  it("makes webhook endpoints and API keys, and shows their secrets once", async () => {
    await go("/webhooks");
    await page.getByRole("button", { name: "New endpoint" }).click();
    await page.getByLabel("Address").fill("http://127.0.0.1:9/hooks");
    await page.getByRole("button", { name: "Make the endpoint" }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole("button", { name: "I have it" }).click();
    await page.getByRole("link", { name: "http://127.0.0.1:9/hooks" }).click();
    await page.getByRole("button", { name: "Send a test event" }).click();
    await page.getByRole("button", { name: "Resend payment.completed" }).first().waitFor();
    expect(await page.content()).not.toContain("whsec_");

    await go("/api-keys");
    await page.getByRole("button", { name: "New API key" }).click();
    await page.getByLabel("Name").fill("Browser test");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByText(/^gks_/).waitFor();
    const [clientId = "", clientSecret = ""] = await page.locator(".dialog dd code").allTextContents();
    await page.getByRole("button", { name: "I have it" }).click();
    await row("Browser test").waitFor();
    expect(await page.content()).not.toContain(clientSecret);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("tab", { name: "API key" }).click();
    await page.getByLabel("Client id").fill(clientId);
    await page.getByLabel("Client secret").fill(clientSecret);
    await page.getByRole("button", { name: "Sign in" }).click();
    await heading(/Overview|API keys/).waitFor();
    const stored = await page.evaluate<string>("JSON.stringify([{ ...sessionStorage }, { ...localStorage }])");
    expect(stored).not.toContain(clientSecret);
    // Its scopes open no more than these.
    expect(await page.getByRole("link", { name: "Webhooks" }).count()).toBe(0);
  });

  it("leaves nothing behind after signing out, and refuses what is no token", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]")).toEqual([0, 0, ""]);
    await go("/payments");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.locator("input[name=token]").fill("eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE4OTM0NTYwMDB9.AAAA");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("does not accept this token").waitFor();
    // That answer is an error to the browser's console as well.
    offences.errors.length = 0;
  });

  it("has nothing for axe to find on any page, light, dark and on a phone", async () => {
    const found: string[] = [];
    await signIn(tokens.admin);
    const [payment] = (await merchant.payments.list({ reference: "ORD-NEW" }).page()).data;
    const [endpoint] = (await merchant.webhookEndpoints.list().page()).data;
    const paths = [
      "",
      "/payments",
      `/payments/${payment?.id}`,
      "/payments/new",
      "/payouts",
      "/webhooks",
      `/webhooks/${endpoint?.id}`,
      "/providers",
      "/api-keys",
      "/audit-log",
      "/operator",
      "/operator/review",
      "/operator/webhook-events",
      "/operator/dead-letters",
      "/operator/deposits",
      "/operator/merchants",
      "/nowhere",
    ];
    for (const colorScheme of ["light", "dark"] as const) {
      // Nothing but colours is another in the dark.
      const rules = colorScheme === "light" ? undefined : ["color-contrast"];
      const look = async (name: string) => {
        for (const violation of await findViolations(page, rules)) found.push(`${name} (${colorScheme}): ${violation}`);
      };
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(DESKTOP);
      for (const path of paths) {
        await go(path);
        // Buttons are pale until what they need is there.
        await page.waitForLoadState("networkidle");
        await heading(/./).waitFor();
        await page.locator(".skeleton").first().waitFor({ state: "detached" });
        await look(path);
      }
      await go(`/payments/${payment?.id}`);
      await page.getByRole("button", { name: "Refund", exact: true }).click();
      await page.locator(".dialog").waitFor();
      await look("a dialog");
      await page.setViewportSize(PHONE);
      await go("/payments");
      await page.getByRole("button", { name: "Menu" }).click();
      await page.locator(".drawer").waitFor();
      await look("the menu of a phone");
    }
    for (const path of paths) {
      await go(path);
      await heading(/./).waitFor();
      await page.locator(".skeleton").first().waitFor({ state: "detached" });
      const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      if (overflow > 0) found.push(`${path}: ${overflow} px too wide for a phone`);
    }
    await page.setViewportSize(DESKTOP);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    for (const violation of await findViolations(page)) found.push(`sign-in: ${violation}`);
    expect(found).toEqual([]);
  });

  it("has asked nobody but us, and has broken no rule of its own", () => {
    expect(offences.strangers).toEqual([]);
    expect(offences.errors.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  });
});
