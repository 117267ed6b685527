import type { Stage } from '../../../../schemas/stages.ts';
import { hourMs } from './counted-series.ts';
import type { EventCount } from './event-counts.ts';

const weekMs = 168 * hourMs;
/** 1970-01-01 was a Thursday: weeks begin on Mondays, at midnight UTC. */
const firstMonday = 4 * 24 * hourMs;
/** A usual hour is one of these, whenever a vendor has them. */
const busyHours = 40;

/** How many are watched: every one may be wrong now and then, and has scores to be written. */
export const maxVendors = 20;
/**
 * Events of a vendor in a usual hour of a stage. Fixed on seeds 1 to 48 of the evaluation: of vendors with 16 or more
 * three quarters of the outages are seen in their first hour, with 48 or more 19 of 20, and some more with 64.
 */
export const fewestOfVendor = 64;
/** What a vendor that is watched counts more: who is watched does not change with every week. */
const staying = 4 / 3;
/** Volumes are those of so many weeks, and who is watched follows from so many of them, one after the other. */
const meanWeeks = 4;
const followedWeeks = 5;

/** Which vendors a store has to count, at the most: those with the most events of a stage in the weeks that are known. */
export const vendorCandidates = {
  max: 1.5 * maxVendors,
  leastEvents: (fewestOfVendor / staying) * busyHours * meanWeeks,
} as const;

/**
 * Whose sums a store keeps that cannot keep those of a hundred thousand vendors: of each day of receipt the vendors with
 * so many records received on it, whatever their versions, and those that have sums of the days before. It is a quarter
 * of what is watched on a working day, so who is watched has all of its sums: an hour without one is an hour without
 * events, and no unknown number of them.
 */
export const vendorsKept = { fewest: 100, days: 28 } as const;

/** The events of a vendor in a stage. */
export interface StageVendor {
  readonly stage: Stage;
  readonly vendor: string;
}

/**
 * The vendors whose events are watched by stage, those with the most first: told by whole weeks that are over, so that
 * it is the same all week long, and by who was watched the week before. The same counts give the same answer.
 */
export function watchedVendors(counts: readonly EventCount[]): readonly StageVendor[] {
  const now = weekOf(counts.reduce((latest, { at }) => Math.max(latest, at), 0));
  const candidates = candidatesIn(counts);
  let watched: readonly Candidate[] = [];
  for (let week = now - followedWeeks; week < now; week += 1) {
    const volumes = candidates.map((of) => {
      const volume = volumeOf(of, week) * (watched.includes(of) ? staying : 1);
      return { of, volume };
    });
    watched = volumes
      .filter(({ volume }) => volume >= fewestOfVendor)
      .toSorted((a, b) => b.volume - a.volume || (a.of.key < b.of.key ? -1 : 1))
      .slice(0, maxVendors)
      .map(({ of }) => of);
  }
  return watched.map(({ stage, vendor }) => ({ stage, vendor }));
}

interface Candidate extends StageVendor {
  readonly key: string;
  /** Events by week. */
  readonly weeks: ReadonlyMap<number, number>;
}

function candidatesIn(counts: readonly EventCount[]): readonly Candidate[] {
  const found = new Map<string, Candidate & { readonly weeks: Map<number, number> }>();
  for (const { at, stage, vendor, count } of counts) {
    if (vendor === undefined) continue;
    const key = `${stage} ${vendor}`;
    const { weeks } = found.get(key) ?? { weeks: new Map<number, number>() };
    weeks.set(weekOf(at), (weeks.get(weekOf(at)) ?? 0) + count);
    found.set(key, { stage, vendor, key, weeks });
  }
  return [...found.values()];
}

/** Events in a usual hour of the weeks up to one. */
function volumeOf({ weeks }: Candidate, last: number): number {
  let events = 0;
  for (let week = last - meanWeeks + 1; week <= last; week += 1) events += weeks.get(week) ?? 0;
  return events / (meanWeeks * busyHours);
}

function weekOf(at: number): number {
  return Math.floor((at - firstMonday) / weekMs);
}
