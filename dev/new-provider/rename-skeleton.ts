/** Gives text or a path of the skeleton another name than `acme`, in each of the ways that names are written. */
export function renameSkeleton(text: string, name: string): string {
  const capitalized = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return text.replaceAll("ACME", name.toUpperCase()).replaceAll("Acme", capitalized).replaceAll("acme", name);
}
