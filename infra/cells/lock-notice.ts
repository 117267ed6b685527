import type { Cell } from './cell.ts';

/** The longest lock that nobody need be told of, in days: what it holds is gone within the month. */
const unremarkableDays = 30;

/**
 * What whoever deploys a cell has to know before its first event: how long nobody can delete it. Undefined
 * when that is not for long.
 */
export function lockNotice({ name, retention: { archiveDays } }: Cell): string | undefined {
  if (archiveDays <= unremarkableDays) return undefined;
  return `Every event that ${name} takes is locked for ${archiveDays} days: nobody, root included, can delete it from the archive before. For a first try give the cell the retention "trial" (infra/cells/retentions.ts), which locks for a day.`;
}
