import { GATEWAY_VERSION } from "../../services/operations/check-health.ts";

/** What the OpenAPI document says of the API as a whole. */
export const openApiInformation = {
  info: {
    title: "Payment gateway API",
    version: GATEWAY_VERSION,
    description:
      "One API in front of many payment providers. Money is exact; every mutation is idempotent by key; an outcome that " +
      "nobody knows yet is a state, not an error.",
    contact: { name: "The gateway's maintainers" },
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  servers: [{ url: "/", description: "This gateway" }],
  security: [{ bearer: [] }],
  tags: [
    { name: "Payments", description: "Money in" },
    { name: "Refunds", description: "Money back" },
    { name: "Payouts", description: "Money out" },
    { name: "Audit", description: "Who did what, provably" },
    { name: "Reports", description: "What happened, added up" },
    { name: "Events out", description: "What happened, in order" },
    { name: "Webhooks in", description: "What providers tell" },
    { name: "Providers", description: "Who moves the money" },
    { name: "Authentication", description: "Tokens" },
    { name: "API keys", description: "Credentials of a merchant's services" },
    { name: "Merchants", description: "For the platform's operator" },
    { name: "Administration", description: "What a person has to decide" },
    { name: "Service", description: "Health and metrics" },
  ],
};
