/** What figures assume because no event says it, each in percent; whoever asks may assume something else. */
export const assumptions = {
  latePaymentRate: { title: 'Yearly rate', unit: '% a year', value: '8', max: 100 },
} as const satisfies Readonly<
  Record<
    string,
    { readonly title: string; readonly unit: string; readonly value: string; readonly max: number }
  >
>;

export type Assumption = keyof typeof assumptions;
/** Values in the place of the usual ones, as decimal text. */
export type Assumed = Readonly<Partial<Record<Assumption, string>>>;

export const assumptionNames = Object.keys(assumptions).filter(isAssumption);

/** Whether it is the name of one. */
export function isAssumption(name: string): name is Assumption {
  return Object.hasOwn(assumptions, name);
}

/** Whether a text is a value that can be assumed: from 0 on, with two decimals at most. */
export function isAssumable(name: Assumption, text: string): boolean {
  return /^\d{1,3}(\.\d{1,2})?$/.test(text) && Number(text) <= assumptions[name].max;
}

/** What is assumed, in hundredths of a percent, which makes it a whole number. */
export function hundredthsOf(name: Assumption, assumed: Assumed = {}): number {
  return Math.round(Number(assumed[name] ?? assumptions[name].value) * 100);
}

/** The assumptions that something made of expressions rests on. */
export function assumptionsOf(definition: unknown): readonly Assumption[] {
  const text = JSON.stringify(definition);
  return assumptionNames.filter((name) => text.includes(`"assumption":"${name}"`));
}
