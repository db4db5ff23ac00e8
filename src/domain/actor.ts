/** Who caused a change, for the audit trail. `userId` is a token subject, or `provider:<name>` or `system:<part>`. */
export interface Actor {
  readonly userId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** An actor inside the gateway, such as a timer. */
export function systemActor(part: string): Actor {
  return { userId: `system:${part}`, ipAddress: null, userAgent: null };
}
