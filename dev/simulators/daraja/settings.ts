import { invalid, type JsonObject, parseJsonObject } from "../support/json-input.ts";
import type { Route } from "../support/router.ts";

const IN_FLIGHT_SHAPES = ["4999", "empty", "processing", "missing"] as const;
const CALLBACK_SHAPES = ["usual", "shuffled", "strings", "bare"] as const;
const RESULT_SHAPES = ["usual", "single", "strings", "lists"] as const;

/** What the status query answers while a prompt is open. */
export type InFlightShape = (typeof IN_FLIGHT_SHAPES)[number];

/** How an STK callback is written; see dev/simulators/daraja/README.md. */
export type CallbackShape = (typeof CALLBACK_SHAPES)[number];

/** How a result callback is written. */
export type ResultShape = (typeof RESULT_SHAPES)[number];

/** What a test can turn: `POST /_sim/settings` takes any of these, `/_sim/reset` undoes them. */
export interface DarajaSettings {
  /** How soon scripted phones and queued operations act. */
  readonly prompt_ms: number;
  /** When a prompt on the documented test phone ends in 1037. */
  readonly unanswered_ms: number;
  readonly in_flight: InFlightShape;
  /** `missing`: "does not Exist" for finished payments; `contradiction`: paid reads as cancelled and the reverse. */
  readonly query_final: "honest" | "missing" | "contradiction";
  readonly query_codes: "string" | "number";
  readonly callback_shape: CallbackShape;
  readonly result_shape: ResultShape;
  readonly status_keys: "usual" | "spaced";
  /** Seconds; the token really ends then. */
  readonly token_expires_in: number;
  readonly token_expires_in_type: "string" | "number";
  /** Result 17 for the same amount from the same customer within two minutes after a success. */
  readonly same_amount_rule: boolean;
  readonly partial_reversals: boolean;
  /** Whether Safaricom has enabled external validation for the short code. */
  readonly c2b_validation: boolean;
  readonly c2b_validation_timeout_ms: number;
  /** As in production: a second registration is refused. */
  readonly c2b_register_once: boolean;
}

/** The settings in force. */
export interface SettingsBook {
  current(): DarajaSettings;
  change(changes: Partial<DarajaSettings>): void;
  reset(): void;
}

const DEFAULTS: DarajaSettings = {
  prompt_ms: 300,
  unanswered_ms: 26_000,
  in_flight: "4999",
  query_final: "honest",
  query_codes: "string",
  callback_shape: "usual",
  result_shape: "usual",
  status_keys: "usual",
  token_expires_in: 3_599,
  token_expires_in_type: "string",
  same_amount_rule: false,
  partial_reversals: false,
  c2b_validation: true,
  c2b_validation_timeout_ms: 8_000,
  c2b_register_once: false,
};

const WORDS: Readonly<Record<string, readonly string[]>> = {
  in_flight: IN_FLIGHT_SHAPES,
  query_final: ["honest", "missing", "contradiction"],
  query_codes: ["string", "number"],
  callback_shape: CALLBACK_SHAPES,
  result_shape: RESULT_SHAPES,
  status_keys: ["usual", "spaced"],
  token_expires_in_type: ["string", "number"],
};

/** Makes a book that starts, and restarts, with the defaults under `initial`. */
export function createSettingsBook(initial: Partial<DarajaSettings>): SettingsBook {
  const start = { ...DEFAULTS, ...initial };
  let settings = start;
  return {
    current: () => settings,
    change: (changes) => {
      settings = { ...settings, ...changes };
    },
    reset: () => {
      settings = start;
    },
  };
}

/** `GET` and `POST /_sim/settings`; the body has the settings to change, all others stay. */
export function settingsRoutes(book: SettingsBook): Route[] {
  const show = () => ({ status: 200, body: book.current() });
  return [
    { method: "GET", pattern: "/_sim/settings", handle: show },
    {
      method: "POST",
      pattern: "/_sim/settings",
      handle: ({ rawBody }) => {
        book.change(parseSettings(parseJsonObject(rawBody)));
        return show();
      },
    },
  ];
}

/** Refuses what is no setting or no value of it: a misspelt knob would make a test pass for nothing. */
function parseSettings(input: JsonObject): Partial<DarajaSettings> {
  for (const [name, value] of Object.entries(input)) {
    if (!Object.hasOwn(DEFAULTS, name)) throw invalid(`${name} is no setting.`);
    const words = WORDS[name];
    if (words !== undefined) {
      if (!words.includes(String(value))) throw invalid(`${name} must be one of ${words.join(", ")}.`);
    } else if (typeof value !== typeof DEFAULTS[name as keyof DarajaSettings]) {
      throw invalid(`${name} must be a ${typeof DEFAULTS[name as keyof DarajaSettings]}.`);
    } else if (typeof value === "number" && !(Number.isSafeInteger(value) && value >= 0)) {
      throw invalid(`${name} must be a whole number, not negative.`);
    }
  }
  return input as Partial<DarajaSettings>;
}
