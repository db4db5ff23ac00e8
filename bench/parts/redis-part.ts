// The embedded Redis behind its REST bridge; a task asks how many requests it has had.
import { createMemoryRedis } from "../../dev/bridges/redis/memory-redis.ts";
import { startRedisBridge } from "../../dev/bridges/redis/start-redis-bridge.ts";
import { countRequests } from "./request-counter.ts";
import { servePart } from "./serve-part.ts";

servePart(async ({ token }: { token: string }) => {
  const bridge = await startRedisBridge({ port: 0, token, backend: createMemoryRedis() });
  return { info: { url: bridge.url }, perform: countRequests(), close: bridge.close };
});
