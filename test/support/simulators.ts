import type { RunningServer } from "../../dev/bridges/http-server.ts";
import { startCpaySimulator } from "../../dev/simulators/cpay/server.ts";
import { startDarajaSimulator } from "../../dev/simulators/daraja/server.ts";
import { startPaystackSimulator } from "../../dev/simulators/paystack/server.ts";
import { startStripeSimulator } from "../../dev/simulators/stripe/server.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

/** A provider's simulator, and the variables that lead the Worker to it. */
interface TestSimulator {
  /** The variable that gets the simulator's address. */
  readonly urlVariable: string;
  /** Everything else the provider's account consists of. */
  readonly settings: Readonly<Record<string, string>>;
  /** The switch between the Worker and the simulator, for tests that take it away; absent: none. */
  readonly switchName?: string;
  start(options: { readonly port: number; readonly webhookRetryMs: number }): Promise<RunningServer>;
}

/**
 * Tests hand webhooks to the Worker themselves: what a simulator sends by itself goes nowhere and is only written down in
 * its ledger, so it is not sent again while anybody looks.
 */
const WEBHOOK_RETRY_MS = 60_000;
const CPAY = {
  CPAY_API_KEY: "test-cpay-key",
  CPAY_API_SECRET: "test-cpay-secret",
  CPAY_WEBHOOK_SECRET: "test-cpay-webhook-secret",
};
const PAYSTACK = { PAYSTACK_SECRET_KEY: "test-paystack-secret" };
const STRIPE = {
  STRIPE_API_KEY: "test-stripe-key",
  STRIPE_WEBHOOK_SECRET: "test-stripe-webhook-secret",
  STRIPE_PUBLISHABLE_KEY: "pk_test_gateway",
};

const DARAJA = {
  MPESA_CONSUMER_KEY: "test-daraja-key",
  MPESA_CONSUMER_SECRET: "test-daraja-secret",
  MPESA_SHORTCODE: "174379",
  MPESA_PASSKEY: "test-daraja-passkey",
  MPESA_INITIATOR_NAME: "testapi",
  MPESA_SECURITY_CREDENTIAL: "dGVzdC1kYXJhamEtY3JlZGVudGlhbA==",
};
/** How soon scripted phones act, and how soon a phone that is left alone gives up. */
const DARAJA_PACE = { promptMs: 100, unansweredMs: 600 };

/** Every simulator that tests run against; a new one is one entry. */
function listSimulators(publicUrl: string): readonly TestSimulator[] {
  return [
    {
      urlVariable: "CPAY_BASE_URL",
      settings: CPAY,
      start: (options) =>
        startCpaySimulator({
          ...options,
          apiKey: CPAY.CPAY_API_KEY,
          apiSecret: CPAY.CPAY_API_SECRET,
          webhookSecret: CPAY.CPAY_WEBHOOK_SECRET,
        }),
    },
    {
      urlVariable: "PAYSTACK_BASE_URL",
      settings: PAYSTACK,
      start: (options) =>
        startPaystackSimulator({
          ...options,
          secretKey: PAYSTACK.PAYSTACK_SECRET_KEY,
          webhookUrl: `${publicUrl}/api/v1/webhooks/paystack`,
          currencies: ["NGN", "GHS", "ZAR", "KES", "USD", "XOF"],
        }),
    },
    {
      urlVariable: "MPESA_BASE_URL",
      settings: DARAJA,
      switchName: "daraja",
      start: ({ port }) =>
        startDarajaSimulator({
          port,
          consumerKey: DARAJA.MPESA_CONSUMER_KEY,
          consumerSecret: DARAJA.MPESA_CONSUMER_SECRET,
          shortcode: DARAJA.MPESA_SHORTCODE,
          shortcodeType: "paybill",
          passkey: DARAJA.MPESA_PASSKEY,
          initiatorName: DARAJA.MPESA_INITIATOR_NAME,
          securityCredential: DARAJA.MPESA_SECURITY_CREDENTIAL,
          ...DARAJA_PACE,
        }),
    },
    {
      urlVariable: "STRIPE_API_BASE",
      settings: STRIPE,
      start: (options) =>
        startStripeSimulator({
          ...options,
          apiKey: STRIPE.STRIPE_API_KEY,
          webhookSecret: STRIPE.STRIPE_WEBHOOK_SECRET,
        }),
    },
  ];
}

/** All simulators, started. */
export interface RunningSimulators {
  /** What leads the Worker to them; past a switch where there is one. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where tests reach them whatever the switches say, by the same names. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The switches by name. */
  readonly switches: Readonly<Record<string, FaultProxy>>;
  close(): Promise<void>;
}

/** Starts all simulators; tests find addresses and secrets among the Worker's variables. */
export async function startSimulators(publicUrl: string): Promise<RunningSimulators> {
  const entries = listSimulators(publicUrl);
  const variables: Record<string, string> = {};
  const addresses: Record<string, string> = {};
  const switches: Record<string, FaultProxy> = {};
  const closed = await Promise.all(
    entries.map(async ({ urlVariable, settings, switchName, start }) => {
      const server = await start({ port: 0, webhookRetryMs: WEBHOOK_RETRY_MS });
      const proxy = switchName === undefined ? null : await startFaultProxy(server.url);
      if (switchName !== undefined && proxy !== null) switches[switchName] = proxy;
      addresses[urlVariable] = server.url;
      Object.assign(variables, settings, { [urlVariable]: proxy?.url ?? server.url });
      return () => Promise.all([server.close(), proxy?.close()]);
    }),
  );
  return {
    variables,
    addresses,
    switches,
    close: async () => {
      await Promise.all(closed.map((close) => close()));
    },
  };
}
