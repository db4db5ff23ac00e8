// The providers that the gateway knows, one line each: the whole of what adding one changes outside of its folders.
export { cpay } from "./cpay/index.ts";
export { flutterwave } from "./flutterwave/index.ts";
export { mpesa } from "./mpesa/index.ts";
export { paypal } from "./paypal/index.ts";
export { paystack } from "./paystack/index.ts";
export { stripe } from "./stripe/index.ts";
