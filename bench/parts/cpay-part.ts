// CPay's simulator without a state file: a provider that answers at once. A task asks how many requests it has had.
import { startCpaySimulator } from "../../dev/simulators/cpay/server.ts";
import { countRequests } from "./request-counter.ts";
import { servePart } from "./serve-part.ts";

servePart(async (keys: { apiKey: string; apiSecret: string; webhookSecret: string }) => {
  const simulator = await startCpaySimulator({ port: 0, ...keys });
  return { info: { url: simulator.url }, perform: countRequests(), close: simulator.close };
});
