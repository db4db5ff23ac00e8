import type { HealthTally, ProviderHealth } from "../../domain/provider-health/provider-health.ts";
import { callObject } from "../shared/call-object.ts";

interface ProviderHealthApi {
  report(tally: HealthTally): Promise<ProviderHealth>;
}

/** Tells what was met with an account, maybe nothing, and gives what all isolates together know of it. */
export type ReportHealth = (accountId: string, tally: HealthTally) => Promise<ProviderHealth>;

/** The way to what is known of accounts, one object each. A report that is made twice counts twice: no harm. */
export function createProviderHealthClient(namespace: DurableObjectNamespace): ReportHealth {
  return (accountId, tally) => {
    const stub = () => namespace.get(namespace.idFromName(`account:${accountId}`)) as unknown as ProviderHealthApi;
    return callObject(stub, (object) => object.report(tally));
  };
}
