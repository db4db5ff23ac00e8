import type { MpesaConfig } from "./config.ts";
import type { PostToDaraja } from "./daraja-client.ts";
import type { Initiator } from "./initiator.ts";

/** One account, ready to be worked with. */
export interface MpesaAccount {
  readonly config: MpesaConfig;
  readonly post: PostToDaraja;
  /** Null: this account can neither pay out nor reverse nor ask. */
  readonly initiator: () => Initiator | null;
}
