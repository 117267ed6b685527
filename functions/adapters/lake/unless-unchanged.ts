import { isObject } from '../../../lib/json.ts';
import type { FigureRollups, Records } from '../../core/ports.ts';
import { rollupRunsCollection } from '../../core/rollup-runs.ts';
import type { TableVersions } from '../glue/table-versions.ts';
import {
  durationsTable,
  eventsTable,
  invoicesTable,
  rollupTable,
  vendorsTable,
  versionsTable,
} from './tables.ts';

/** What is rolled up, and what it is rolled up into. */
const sources = [eventsTable, versionsTable].map(({ name }) => name);
const sums = [rollupTable, durationsTable, vendorsTable, invoicesTable].map(({ name }) => name);

/** The one record of the collection. */
const key = 'last';

/**
 * How long a statement of a run that died may still go on, ms: Athena ends one after 240 minutes at the latest
 * (https://docs.aws.amazon.com/athena/latest/ug/service-limits.html), and the run had a quarter of an hour to start it.
 */
const mayGoOnMs = 5 * 3_600_000;

/** How often to try again when another run changes the record at the same moment. */
const maxTries = 10;

/** What runs left. */
interface Runs {
  /** The versions of all tables as a run left them that was alone; missing when no such run was the last. */
  readonly seen?: string;
  /** When runs began that have not ended, ms since the epoch. */
  readonly unended: readonly number[];
}

interface Kept extends Runs {
  readonly revision: number;
}

export interface UnlessUnchangedPorts {
  readonly versions: TableVersions;
  readonly records: Pick<Records, 'create' | 'read' | 'replace'>;
}

/**
 * Rollups that are made unless no table was committed to since the last run that ended well and was alone: then they
 * would change nothing, for sums are worked out from the tables alone. The far reach is always gone through.
 *
 * A run notes itself before its first statement, which takes back what was seen, and says what it saw only when no
 * other run was under way meanwhile. What it saw of the sources is read before the first statement: what is committed
 * later is the next run's.
 */
export function rollupsUnlessUnchanged(
  rollups: FigureRollups,
  { versions, records }: UnlessUnchangedPorts,
): FigureRollups {
  const read = async (): Promise<Kept> => {
    const record = await records.read(rollupRunsCollection, key);
    return { ...runsIn(record?.value), revision: record?.revision ?? 0 };
  };

  /** @returns the revision that it has now; undefined when it was another's turn */
  const replace = async (runs: Runs, revision: number): Promise<number | undefined> => {
    const done =
      revision === 0
        ? await records.create(rollupRunsCollection, key, runs)
        : await records.replace(rollupRunsCollection, key, runs, revision);
    return done ? revision + 1 : undefined;
  };

  const begin = async (now: number): Promise<{ readonly revision: number; readonly isAlone: boolean }> => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const { unended, revision } = await read();
      const others = unended.filter((begun) => Math.abs(now - begun) < mayGoOnMs);
      const noted = await replace({ unended: [...others, now] }, revision);
      if (noted !== undefined) return { revision: noted, isAlone: others.length === 0 };
    }
    throw new Error(`Other runs of the rollup changed ${rollupRunsCollection} ${maxTries} times at once.`);
  };

  /** Leaves what others have noted. */
  const takeBack = async (now: number): Promise<void> => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const { unended, revision } = await read();
      const own = unended.indexOf(now);
      if (own < 0 || (await replace({ unended: unended.toSpliced(own, 1) }, revision)) !== undefined) return;
    }
  };

  return {
    async bringUpToDate(now, reach) {
      const { seen } = await read();
      const before = await versions.of(sources);
      if (reach === 'usual' && seen !== undefined && seen === seenOf(before, await versions.of(sums)))
        return { hours: 0 };

      const { revision, isAlone } = await begin(now);
      const done = await rollups.bringUpToDate(now, reach);
      const left = seenOf(before, await versions.of(sums));
      const isSettled =
        isAlone && (await replace({ ...(left && { seen: left }), unended: [] }, revision)) !== undefined;
      if (!isSettled) await takeBack(now);
      return done;
    },
  };
}

function seenOf(ofSources: string | undefined, ofSums: string | undefined): string | undefined {
  return ofSources && ofSums && `${ofSources} ${ofSums}`;
}

/** What cannot be read says nothing: the run is made. */
function runsIn(value: unknown): Runs {
  if (!isObject(value) || !Array.isArray(value.unended)) return { unended: [] };
  const unended = value.unended.filter((begun) => typeof begun === 'number');
  return { ...(typeof value.seen === 'string' && { seen: value.seen }), unended };
}
