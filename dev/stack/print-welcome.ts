import { randomUUID } from "node:crypto";

/** What people need once everything runs. */
export interface Welcome {
  readonly origin: string;
  readonly token: string;
  readonly stateDir: string;
  readonly logFile: string;
}

/** A payment that CPay, the provider that every local instance has, can make. */
const EXAMPLE_PAYMENT = {
  provider: "cpay",
  amount: "1000.00",
  currency: "KES",
  customer: { id: "customer-1", email: "jane@example.com", name: "Jane Doe" },
  description: "First payment",
};

/** Prints addresses, a token and one command line that makes a payment, to be copied as they stand. */
export function printWelcome({ origin, token, stateDir, logFile }: Welcome): void {
  console.log(`
The gateway is ready.

  API        ${origin}/api/v1
  API docs   ${origin}/api/v1/docs
  Dashboard  ${origin}/dashboard
  State      ${stateDir}
  Log        ${logFile}

A merchant's token, valid for 12 hours, for the API and to sign in to the dashboard (more: npm run --silent token -- --role merchant|admin):

${token}

Make a payment of 1000.00 KES (the same Idempotency-Key never charges twice; use a new UUID for the next):

${toCurl(origin, token)}

Then open the checkout page in next_action.url of the answer and press Approve. Ctrl-C stops everything.
`);
}

function toCurl(origin: string, token: string): string {
  return [
    `curl -sS ${origin}/api/v1/payments/initialize`,
    `-H 'Authorization: Bearer ${token}'`,
    `-H 'Content-Type: application/json'`,
    `-H 'Idempotency-Key: ${randomUUID()}'`,
    `-d '${JSON.stringify(EXAMPLE_PAYMENT)}'`,
  ].join(" ");
}
