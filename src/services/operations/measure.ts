import type { Gateway } from "../gateway.ts";

/** What is counted: never who, and no amounts. Names of providers, states and codes are from closed lists. */
export type Measurement =
  | {
      readonly kind: "provider_call";
      readonly provider: string;
      readonly operation: string;
      readonly outcome: string;
      readonly status: number | null;
      readonly latencyMs: number;
    }
  | { readonly kind: "webhook_in"; readonly provider: string; readonly status: string; readonly isDuplicate: boolean }
  | {
      readonly kind: "delivery";
      readonly status: number | null;
      readonly error: string | null;
      readonly latencyMs: number | null;
    };

/**
 * Writes a data point to Analytics Engine, where that is bound: `index1` is the kind, blobs and doubles as the runbook
 * lists them. Costs no waiting, and never fails what it counts.
 */
export function measure({ bindings }: Pick<Gateway, "bindings">, measurement: Measurement): void {
  try {
    bindings.ANALYTICS?.writeDataPoint({ indexes: [measurement.kind], ...toPoint(measurement) });
  } catch {
    // A count that is lost is not worth a payment.
  }
}

function toPoint(measurement: Measurement): { blobs: string[]; doubles: number[] } {
  switch (measurement.kind) {
    case "provider_call": {
      const { provider, operation, outcome, status, latencyMs } = measurement;
      return { blobs: [provider, operation, outcome, String(status ?? "")], doubles: [1, latencyMs] };
    }
    case "webhook_in": {
      const { provider, status, isDuplicate } = measurement;
      return { blobs: [provider, status, isDuplicate ? "duplicate" : "first", ""], doubles: [1, 0] };
    }
    case "delivery": {
      const { status, error, latencyMs } = measurement;
      return { blobs: ["", error ?? "delivered", "", String(status ?? "")], doubles: [1, latencyMs ?? 0] };
    }
  }
}
