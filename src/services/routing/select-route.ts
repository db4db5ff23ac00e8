import type { RouteCandidate } from "../../domain/payment/payment-route.ts";
import { Problem } from "../../domain/problem.ts";
import type { JsonValue } from "../../lib/canonical-json.ts";
import type { ProviderDefinition, Refusal } from "../../providers/provider.ts";
import { findProvider } from "../../providers/registry.ts";
import type { ProviderAccount } from "../accounts/provider-account.ts";
import type { Background, Gateway } from "../gateway.ts";
import type { PaymentRequest } from "../payments/payment-request.ts";
import { findFault, refuse, selectAccount } from "../payments/select-account.ts";
import { AUTO, findWantedProviders, type WantedProvider } from "./wanted-providers.ts";

/** Where a payment is sent, and where it may go instead. */
export type Route = readonly [RouteCandidate, ...RouteCandidate[]];

/**
 * The providers a payment may be sent to, best first, before anything is recorded: those that are set up for the merchant
 * and take these terms, with those that are failing at the end. A payment that names one provider goes to it or nowhere.
 */
export async function selectRoute(
  gateway: Gateway,
  merchantId: string,
  request: PaymentRequest,
  background: Background,
): Promise<Route> {
  const { provider } = request;
  if (typeof provider === "string" && provider !== AUTO) {
    const account = await selectAccount(gateway, merchantId, { ...request, provider });
    return [toCandidate(account, request.providerOptions)];
  }
  const wanted = await findWantedProviders(gateway, merchantId, request);
  const options = readKeyedOptions(request.providerOptions, wanted);
  const judged = await Promise.all(
    wanted.map(async (each) => {
      const { name } = each.definition.description;
      const { account } = await gateway.accounts.current(merchantId, name);
      const own = options.get(name) ?? {};
      return { ...each, account, own, refusal: judge(each.definition, account, { ...request, providerOptions: own }) };
    }),
  );
  const misled = judged.find(({ refusal }) => refusal?.path.startsWith(OPTIONS_PATH));
  if (misled?.refusal) {
    const path = `${OPTIONS_PATH}.${misled.definition.description.name}${misled.refusal.path.slice(OPTIONS_PATH.length)}`;
    throw refuse("validation_failed", path, misled.refusal.message);
  }
  const candidates = judged.flatMap(({ account, own, refusal }) =>
    account === null || refusal !== null ? [] : [toCandidate(account, own)],
  );
  const [first, ...rest] = candidates;
  if (first === undefined) throw nobodyLeft(judged);
  return inOrderOfHealth(gateway, [first, ...rest], background);
}

const OPTIONS_PATH = "provider_options";
const UNAVAILABLE = "provider_unavailable";

type Verdict = Omit<Refusal, "code"> & { readonly code: Refusal["code"] | typeof UNAVAILABLE };

function judge(
  { description, refuse: refuseTerms }: ProviderDefinition,
  account: ProviderAccount | null,
  request: PaymentRequest,
): Verdict | null {
  const { title, methods } = description;
  if (account === null) return { code: UNAVAILABLE, path: "provider", message: `${title} is not set up here.` };
  const { paymentMethod } = request;
  if (paymentMethod !== null && !methods.includes(paymentMethod)) {
    const message = `${title} takes ${methods.join(", ")}.`;
    return { code: "not_supported_by_provider", path: "payment_method", message };
  }
  const fault = findFault(description, request);
  if (fault !== null) return { code: "not_supported_by_provider", ...fault };
  return refuseTerms?.(request) ?? null;
}

/** With more than one provider to choose from, options say whose they are: `{ "stripe": { … } }`. */
function readKeyedOptions(
  given: PaymentRequest["providerOptions"],
  wanted: readonly WantedProvider[],
): ReadonlyMap<string, { readonly [name: string]: JsonValue }> {
  const options = new Map<string, { readonly [name: string]: JsonValue }>();
  for (const [key, value] of Object.entries(given)) {
    const name = findProvider(key)?.description.name ?? null;
    const path = `${OPTIONS_PATH}.${key}`;
    if (name === null || !wanted.some(({ definition }) => definition.description.name === name)) {
      throw refuse("validation_failed", path, "Give options by the name of the provider they are for.");
    }
    if (options.has(name)) throw refuse("validation_failed", path, "It is given twice.");
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw refuse("validation_failed", path, "Give an object with the options of this provider.");
    }
    options.set(name, value);
  }
  return options;
}

function toCandidate(account: ProviderAccount, providerOptions: RouteCandidate["providerOptions"]): RouteCandidate {
  const { name, timings, capabilities } = account.definition.description;
  return { provider: name, accountId: account.id, timings, isCancellable: capabilities.cancel, providerOptions };
}

function nobodyLeft(judged: readonly (WantedProvider & { readonly refusal: Verdict | null })[]): Problem {
  const errors = judged.flatMap(({ path, definition, refusal }) => {
    if (refusal === null) return [];
    const about = refusal.path === "provider" ? "" : ` (${refusal.path})`;
    return [{ path, message: `${definition.description.title}${about}: ${refusal.message}` }];
  });
  const isSetUp = judged.some(({ refusal }) => refusal?.code !== UNAVAILABLE);
  const detail = isSetUp ? "None of the providers takes this payment." : "None of the providers is set up here.";
  return new Problem(isSetUp ? "not_supported_by_provider" : UNAVAILABLE, detail, { errors });
}

/** Those that are failing come last: they are sent to only when nobody else is left. */
function inOrderOfHealth(gateway: Gateway, route: Route, background: Background): Route {
  if (route.length === 1) return route;
  background(gateway.health.exchange(route.map(({ accountId }) => accountId)));
  const judged = route.map((candidate) => ({ candidate, isLast: gateway.health.isToBeSkipped(candidate.accountId) }));
  const inOrder = [...judged.filter(({ isLast }) => !isLast), ...judged.filter(({ isLast }) => isLast)];
  const [first = route[0], ...rest] = inOrder.map(({ candidate }) => candidate);
  return [first, ...rest];
}
