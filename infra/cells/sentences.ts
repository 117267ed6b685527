/** A list of the sentence, or an empty one when nothing is wrong. */
export function when(wrong: boolean, sentence: string): string[] {
  return wrong ? [sentence] : [];
}

/** Every text that appears more than once, each once. */
export function repeated(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text, index) => texts.indexOf(text) !== index))];
}

const shortName = /^[a-z][a-z0-9-]{0,30}$/;

/** Whether a name leaves room for prefix and suffix in the names of queues and functions. */
export function isShortName(name: string): boolean {
  return shortName.test(name);
}

export const shortNameRule = 'must be 1 to 31 lower-case letters, digits and dashes, a letter first';
