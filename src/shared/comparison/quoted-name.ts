/** A name inside a sentence: one of several words stands in quotes, so that it reads as a name: `“wider networks” is worse`. */
export function quotedName({ name }: { readonly name: string }): string {
  return /\s/.test(name) ? `“${name}”` : name;
}
