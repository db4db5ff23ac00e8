import type { JsonValue } from "./canonical-json.ts";

/** Deeper nesting than any request needs; bounded so that nothing that recurses can be made to overflow. */
const MAX_DEPTH = 32;

/** A member that no store can keep as it is, and why. */
export interface JsonTextFault {
  readonly path: string;
  readonly message: string;
}

/** Finds the first string with U+0000 or a lone surrogate, member with a name nobody means, or nesting without end. */
export function findTextFault(value: JsonValue): JsonTextFault | null {
  const open: { readonly value: JsonValue; readonly path: readonly string[] }[] = [{ value, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const fault = typeof next.value === "string" ? faultOf(next.value) : null;
    if (fault !== null) return { path: next.path.join("."), message: fault };
    if (next.value === null || typeof next.value !== "object") continue;
    if (next.path.length >= MAX_DEPTH)
      return { path: next.path.slice(0, 4).join("."), message: "It is nested too deep." };
    for (const [name, member] of Object.entries(next.value)) {
      const nameFault = name === "__proto__" ? "There is no such member." : faultOf(name);
      if (nameFault !== null) return { path: next.path.join("."), message: nameFault };
      open.push({ value: member, path: [...next.path, name] });
    }
  }
  return null;
}

/** Why a text cannot be kept, or null. */
function faultOf(text: string): string | null {
  if (text.includes("\u0000")) return "Text with U+0000 is not taken.";
  return text.isWellFormed() ? null : "Text with a lone surrogate is not taken.";
}
