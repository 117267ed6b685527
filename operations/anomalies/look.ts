import type { EventCount, EventCounts } from '../../functions/core/analytics/anomaly/event-counts.ts';
import type { AnomalyScores, ScoredSpan } from '../../functions/core/analytics/anomaly/scores.ts';
import type { AnomalySettings } from '../../functions/core/analytics/anomaly/settings.ts';
import { type ExpectedSpan, neededHours, watch } from '../../functions/core/analytics/anomaly/watch.ts';
import {
  metricNamed,
  type WatchedMetric,
  watchedIn,
} from '../../functions/core/analytics/anomaly/watched-metrics.ts';
import { anomaliesCollection, lookCollection } from '../../functions/core/anomalies.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { changesOf } from './merge.ts';
import {
  createAnomaly,
  digestOf,
  type KeptAnomaly,
  lookKey,
  readAnomalies,
  readLook,
  type StoredLook,
} from './records.ts';

export interface LookPorts {
  readonly eventCounts: EventCounts;
  readonly anomalyScores: AnomalyScores;
  readonly anomalySettings: AnomalySettings;
  readonly records: Pick<Records, 'create' | 'read' | 'replace' | 'list'>;
  readonly clock: Clock;
  /** Lets others go on between two metrics. */
  readonly wait: (ms: number) => Promise<void>;
}

/** What a run found. */
export interface Looked {
  /** Episodes that are not over, and that nobody has acknowledged or said to be expected. */
  readonly standing: number;
  /** Records that were written: of new episodes and of changed ones. */
  readonly written: number;
  /** Whether counts were judged, because they or what people said had changed. */
  readonly judged: boolean;
}

/**
 * Judges every metric, keeps its episodes as records and its scores as measures. Everything is worked out from the counts: a look may be made any
 * number of times, be missed, or die anywhere; the next one writes what is lacking. Whoever said something of an
 * episode at the same moment wins, and the next look goes on from there.
 */
export async function lookForAnomalies(ports: LookPorts): Promise<Looked> {
  const { eventCounts, anomalyScores, anomalySettings, records, clock } = ports;
  const now = clock.now();
  const last = await readLook(records);
  if (last && !isDue(last.look, anomalySettings.paceMs, now))
    return {
      standing: standing(await readAnomalies(records, neededHours(now).from)),
      written: 0,
      judged: false,
    };

  // Before the counts: whatever changes while they are read is the next look's.
  const version = await eventCounts.version();
  if (last && version !== undefined && version === last.look.countsVersion) {
    const { from } = neededHours(last.look.until === null ? now : Date.parse(last.look.until));
    const kept = await readAnomalies(records, from);
    if (last.look.digest === digestOf([last.look.countsDigest, saidOf(kept)])) {
      await keepLook(records, { ...last.look, at: new Date(now).toISOString() }, last.revision);
      return { standing: standing(kept), written: 0, judged: false };
    }
  }

  const until = await eventCounts.completeUntil(now);
  const known = neededHours(until ?? now);
  const counts = until === undefined ? [] : await eventCounts.between(known.from, known.until);
  const readMs = clock.now() - now;
  const kept = await readAnomalies(records, known.from);
  const expected = expectedIn(kept);
  const countsDigest = digestOf([until, counts]);
  const read = { readMs, countsDigest, ...(version !== undefined && { countsVersion: version }) };
  if (last?.look.digest === digestOf([countsDigest, saidOf(kept)])) {
    const { countsVersion: _, ...look } = last.look;
    await keepLook(records, { ...look, ...read, at: new Date(now).toISOString() }, last.revision);
    return { standing: standing(kept), written: 0, judged: false };
  }

  let written = 0;
  let isWhole = true;
  const metrics: StoredLook['metrics'][number][] = [];
  const spans: ScoredSpan[] = [];
  for (const metric of watchedWith(counts, kept)) {
    await ports.wait(0);
    const state = watch(metric, counts, { zone: anomalySettings.zone, known, expected });
    metrics.push({ metric: metric.id, judged: state.judged, weeks: state.weeks });
    // Up to the present: hours of a day that is not over were judged one by one before, if at all.
    const { id, stage, exceptions } = metric;
    const { from, scores } = state;
    if (scores.length > 0) spans.push({ metric: id, stage, exceptions, from, until: known.until, scores });
    for (const { kept: before, anomaly } of changesOf(metric.id, state, kept)) {
      const done = before
        ? await records.replace(anomaliesCollection, before.id, anomaly, before.revision)
        : await createAnomaly(records, anomaly);
      if (done) written += 1;
      else isWhole = false;
    }
  }
  if (spans.length > 0) await anomalyScores.replace(spans, now);
  const after = await readAnomalies(records, known.from);
  const look: StoredLook = {
    at: new Date(now).toISOString(),
    until: until === undefined ? null : new Date(until).toISOString(),
    ...{ metrics, ...read },
    // Of what stands now: the next look has nothing to do unless something changes. One that was not whole is repeated.
    digest: isWhole ? digestOf([countsDigest, saidOf(after)]) : '',
  };
  await keepLook(records, look, last?.revision);
  return { standing: standing(after), written, judged: true };
}

/** Reading counts takes a hundredth of the time at most, however many there are. */
const timesItsReading = 100;

/** Whether it is time for another look. A clock that was put back makes it so. */
function isDue({ at, readMs }: StoredLook, paceMs: number, now: number): boolean {
  const passed = now - Date.parse(at);
  return passed < 0 || passed >= Math.max(paceMs, timesItsReading * readMs);
}

/** What is watched, and what is not any more while an episode of it stands: a currency that hardly anybody uses now. */
function watchedWith(counts: readonly EventCount[], kept: readonly KeptAnomaly[]): readonly WatchedMetric[] {
  const watched = watchedIn(counts);
  const ids = new Set(watched.map(({ id }) => id));
  const left = kept
    .filter(({ anomaly: { state } }) => state === 'growing' || state === 'open')
    .map(({ anomaly }) => anomaly.metric)
    .filter((id) => !ids.has(id));
  return [...watched, ...[...new Set(left)].map(metricNamed)];
}

/** Of two looks at once one is kept; both are right. */
async function keepLook(
  records: Pick<Records, 'create' | 'replace'>,
  look: StoredLook,
  revision: number | undefined,
): Promise<void> {
  if (revision === undefined) await records.create(lookCollection, lookKey, look);
  else await records.replace(lookCollection, lookKey, look, revision);
}

function standing(kept: readonly KeptAnomaly[]): number {
  return kept.filter(
    ({ anomaly: { state, acknowledged, asExpected } }) =>
      (state === 'growing' || state === 'open') && !acknowledged && !asExpected,
  ).length;
}

/** Of the records what is judged by: which there are, and what people said of them. */
function saidOf(kept: readonly KeptAnomaly[]): unknown {
  return [expectedIn(kept), kept.map(({ id }) => id)];
}

function expectedIn(kept: readonly KeptAnomaly[]): readonly ExpectedSpan[] {
  return kept.flatMap(({ anomaly: { metric, from, until, asExpected } }) =>
    asExpected ? [{ metric, from: Date.parse(from), until: Date.parse(until) }] : [],
  );
}
