/** The parts of Postman's collection format 2.1 that the generator writes. */
export interface Collection {
  readonly info: { readonly name: string; readonly description: string; readonly schema: string };
  readonly auth: Auth;
  readonly event: readonly Script[];
  readonly variable: readonly Variable[];
  readonly item: readonly Folder[];
}

/** Requests under one heading. */
export interface Folder {
  readonly name: string;
  readonly description: string;
  readonly item: readonly (Folder | RequestItem)[];
}

/** One request with its scripts. */
export interface RequestItem {
  readonly name: string;
  readonly event: readonly Script[];
  readonly request: {
    readonly method: string;
    readonly description: string;
    readonly auth?: Auth;
    readonly header: readonly { readonly key: string; readonly value: string }[];
    readonly url: {
      readonly raw: string;
      readonly host: readonly string[];
      readonly path: readonly string[];
      readonly variable: readonly Variable[];
      readonly query: readonly QueryParameter[];
    };
    readonly body?: { readonly mode: "raw"; readonly raw: string; readonly options: object };
  };
}

/** A name with its value. */
export interface Variable {
  readonly key: string;
  readonly value: string;
}

/** A query parameter; sent only when it is not disabled. */
export interface QueryParameter extends Variable {
  readonly description?: string;
  readonly disabled?: true;
}

/** Who calls. */
export type Auth = { readonly type: "noauth" } | { readonly type: "bearer"; readonly bearer: readonly object[] };

/** Code that Postman runs before a request or after its answer. */
export interface Script {
  readonly listen: "prerequest" | "test";
  readonly script: { readonly type: "text/javascript"; readonly exec: readonly string[] };
}

/** A script of some lines. */
export function toScript(listen: Script["listen"], lines: readonly string[]): Script {
  return { listen, script: { type: "text/javascript", exec: lines } };
}
