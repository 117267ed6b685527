import { chunks } from '../../../lib/chunks.ts';
import type { FigureRollups } from '../../core/ports.ts';
import { type AthenaQueries, timeOfAnswer } from '../athena/queries.ts';
import {
  hoursWrittenSql,
  mergeDurationsSql,
  mergedToSql,
  mergeInvoicesSql,
  mergeRollupSql,
  mergeVendorsSql,
  removalsSql,
  rolledToSql,
} from './rollup-sql.ts';
import type { Span } from './sql.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Hours that every run works out anew: what is received now is still being written. */
const recentHours = 3;

/**
 * How far before the end of the last run to look for what was written, ms: so long a stream may take to
 * show it. The nightly look back is for what took longer, and for hours that no run got to.
 */
const lookBackMs = { usual: hourMs / 2, far: 26 * hourMs } as const;

/** The hours that one statement works out anew: of a busy cell they are tens of millions of rows. */
const hoursPerStatement = 12;

/** For how many days a version of a snapshot is kept after it was written; it is in its place in hours. */
const versionsKeptDays = 14;

/**
 * The rollups of the lake, kept by statements of Athena.
 * @param keptDays for how many days records and sums are kept
 */
export function lakeRollups(
  queries: AthenaQueries,
  { keptDays }: { readonly keptDays: number },
): FigureRollups {
  const latest = async (sql: string): Promise<number | undefined> => {
    const [row] = await queries.rows(sql);
    return row?.[0] === undefined ? undefined : timeOfAnswer(row[0]);
  };
  const since = (reached: number | undefined, now: number, back: number) =>
    reached === undefined ? 0 : Math.max(0, Math.min(reached, now) - back);

  return {
    async bringUpToDate(now, reach) {
      const back = lookBackMs[reach];
      const rolledTo = await latest(rolledToSql);
      const answer = await queries.rows(hoursWrittenSql(since(rolledTo, now, back)));
      const written = new Set(answer.map(([hour = '']) => timeOfAnswer(hour)));
      const recent = reach === 'far' ? Math.ceil(back / hourMs) : recentHours;
      const hours = hoursToRoll(written, { now, recent });
      const portions = chunks(hours, hoursPerStatement);
      for (const [index, portion] of portions.entries()) {
        // Only once all hours are done has the rollup come further: a run that dies here is made again.
        const reached = index === portions.length - 1 ? now : (rolledTo ?? 0);
        const spans = spansOf(portion);
        await queries.run(mergeDurationsSql(spans, reached));
        // A lake that nothing is written to pays for no statement of this table.
        const busy = portion.filter((hour) => written.has(hour));
        if (busy.length > 0) await queries.run(mergeVendorsSql(spansOf(busy), reached));
        await queries.run(mergeRollupSql(spans, reached));
      }
      await queries.run(mergeInvoicesSql(since(await latest(mergedToSql), now, back)));
      // At night, after all was merged: whole days of files are removed.
      if (reach === 'far')
        for (const sql of removalsSql(beginningOfDay(now, keptDays), beginningOfDay(now, versionsKeptDays)))
          await queries.run(sql);
      return { hours: hours.length };
    },
  };
}

/** When the day of so many days ago began, ms since the epoch. */
function beginningOfDay(now: number, daysAgo: number): number {
  return now - (now % dayMs) - daysAgo * dayMs;
}

/**
 * The beginnings of the hours of receipt to work out anew, ms since the epoch, oldest first; those in which nothing
 * was written before all others. The last statement tells how far the rollup has come, in the rows that it writes.
 */
function hoursToRoll(
  written: ReadonlySet<number>,
  { now, recent }: { readonly now: number; readonly recent: number },
): readonly number[] {
  const current = now - (now % hourMs);
  const recently = Array.from({ length: recent + 1 }, (_, index) => current - (recent - index) * hourMs);
  return [...recently.filter((hour) => !written.has(hour)), ...[...written].sort((a, b) => a - b)];
}

/** Hours that follow each other are one span. */
function spansOf(hours: readonly number[]): readonly Span[] {
  const spans: Span[] = [];
  for (const hour of hours) {
    const last = spans.at(-1);
    if (last?.to === hour) spans[spans.length - 1] = { from: last.from, to: hour + hourMs };
    else spans.push({ from: hour, to: hour + hourMs });
  }
  return spans;
}
