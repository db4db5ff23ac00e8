import { startCpaySimulator } from "../../../dev/simulators/cpay/server.ts";

/** What CPay says of one reference. */
export interface CpayLedger {
  readonly payments: readonly { readonly id: string; readonly reference: string; readonly amount: number }[];
}

/** A CPay that outlives the gateway, to be named to it by environment variables. */
export async function startOutsideCpay() {
  const keys = { apiKey: "e2e-key", apiSecret: "e2e-secret", webhookSecret: "e2e-webhook-secret" };
  const server = await startCpaySimulator({ port: 0, ...keys });
  const ledger = async (reference?: string): Promise<CpayLedger> => {
    const query = reference === undefined ? "" : `?reference=${reference}`;
    return (await (await fetch(`${server.url}/_sim/ledger${query}`)).json()) as CpayLedger;
  };
  return {
    env: {
      CPAY_BASE_URL: server.url,
      CPAY_API_KEY: keys.apiKey,
      CPAY_API_SECRET: keys.apiSecret,
      CPAY_WEBHOOK_SECRET: keys.webhookSecret,
    },
    ledger,
    allPayments: async () => (await ledger()).payments,
    async setFaults(rules: readonly unknown[]): Promise<void> {
      const body = JSON.stringify(rules);
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${server.url}/_sim/faults`, { method: "POST", headers, body });
      if (!response.ok) throw new Error(await response.text());
    },
    close: () => server.close(),
  };
}
