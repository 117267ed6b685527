/**
 * What a reader made of a text: the value, exactly as written, or why the text is none and what
 * would be one. Nothing in between: a reader rounds nothing and guesses nothing.
 */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

export type Reader<T> = (text: string) => Reading<T>;

const maxQuoted = 60;

/** A text as problems quote it: escaped, and cut when it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text);
}
