/** Whether a value is on the wrong side of a threshold, by the operator's name. */
export const comparisons = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
} as const satisfies Readonly<Record<string, (value: number, threshold: number) => boolean>>;

export type ComparisonOperator = keyof typeof comparisons;

export function isComparison(name: string): name is ComparisonOperator {
  return Object.hasOwn(comparisons, name);
}

/** The operator as the reason of a change of state words it. */
export const comparisonWords: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** Whether it is about too much: then a part of a period can be enough to say so. */
export function isUpward(operator: ComparisonOperator): boolean {
  return operator === 'GreaterThanThreshold' || operator === 'GreaterThanOrEqualToThreshold';
}
