/** Makes the compiler prove that a switch is exhaustive; reached at run time only by data an older or newer version wrote. */
export function assertNever(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)}`);
}
