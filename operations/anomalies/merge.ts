import { bucketHours, hourMs } from '../../functions/core/analytics/anomaly/counted-series.ts';
import { longestGap } from '../../functions/core/analytics/anomaly/episodes.ts';
import type { AnomalyState } from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import type { Tolerance } from '../../functions/core/analytics/anomaly/tolerance.ts';
import type { WatchedEpisode, WatchedState } from '../../functions/core/analytics/anomaly/watch.ts';
import type { KeptAnomaly, StoredAnomaly } from './records.ts';

/** What is to be kept of a metric: a new episode, or another content of one that is kept. */
export interface Change {
  /** The one that is kept; none of a new one. */
  readonly kept?: KeptAnomaly;
  readonly anomaly: StoredAnomaly;
}

/**
 * What has to be written so that records say what was judged. Episodes that were found before are told by the
 * hours they have in common; what began before the span that was judged stays as it was found; what was found and
 * is not any more was corrected by what came late. Nothing is to be done about what is kept already.
 */
export function changesOf(
  metric: string,
  state: WatchedState,
  kept: readonly KeptAnomaly[],
): readonly Change[] {
  const own = kept.filter(({ anomaly }) => anomaly.metric === metric);
  const left = new Set(own);
  const changes: Change[] = [];
  for (const episode of state.episodes) {
    const known = [...left].find(({ anomaly }) => isSame(anomaly, episode));
    if (known) left.delete(known);
    if (known && isBefore(known, state)) continue;
    const said = known && saidOf(known.anomaly);
    const anomaly = { ...storedOf(metric, episode, stateOf(episode, state.until)), ...said };
    changes.push({ ...(known && { kept: known }), anomaly });
  }
  for (const gone of [...own].filter((each) => left.has(each) || isBefore(each, state))) {
    const { anomaly } = gone;
    const next = isBefore(gone, state) ? agedState(anomaly, state) : goneState(anomaly);
    changes.push({ kept: gone, anomaly: { ...anomaly, state: next } });
  }
  return changes.filter(
    ({ kept: before, anomaly }) => JSON.stringify(before?.anomaly) !== JSON.stringify(anomaly),
  );
}

/** Whether it began before what was judged, or was judged by another step: then it is not found again as it was. */
function isBefore({ anomaly }: KeptAnomaly, { from, judged }: WatchedState): boolean {
  return Date.parse(anomaly.from) < from || anomaly.bucket !== judged;
}

/** The state of an episode that is not judged any more: it is over in its time. */
function agedState(anomaly: StoredAnomaly, { until, episodes }: WatchedState): AnomalyState {
  if (anomaly.state === 'over' || anomaly.state === 'corrected') return anomaly.state;
  const goesOn = episodes.find((episode) => isSame(anomaly, episode));
  const end = Math.max(Date.parse(anomaly.until), goesOn?.until ?? 0);
  return stateOf({ bucket: anomaly.bucket, until: end }, until);
}

/** What somebody said to be expected is no mistake once it counts as usual. */
function goneState({ asExpected }: StoredAnomaly): AnomalyState {
  return asExpected ? 'over' : 'corrected';
}

function isSame(anomaly: StoredAnomaly, episode: WatchedEpisode): boolean {
  if (anomaly.bucket !== episode.bucket) return false;
  const gap = longestGap * bucketHours[episode.bucket] * hourMs;
  return episode.from <= Date.parse(anomaly.until) + gap && Date.parse(anomaly.from) <= episode.until + gap;
}

/** @param judgedUntil the end of the last hour or day that was judged, ms since the epoch */
function stateOf(
  { bucket, until }: Pick<WatchedEpisode, 'bucket' | 'until'>,
  judgedUntil: number,
): AnomalyState {
  const quiet = (judgedUntil - until) / (bucketHours[bucket] * hourMs);
  if (quiet < 1) return 'growing';
  return quiet > longestGap ? 'over' : 'open';
}

function storedOf(metric: string, episode: WatchedEpisode, state: AnomalyState): StoredAnomaly {
  const { bucket, from, until, direction, value, expected, deviation, whole, tolerance } = episode;
  const { explanation = null } = episode;
  return {
    ...{ metric, bucket },
    ...{ from: new Date(from).toISOString(), until: new Date(until).toISOString() },
    ...{ state, direction, actual: Math.round(value), expected: rounded(expected, 1) },
    ...(whole !== undefined && { whole: Math.round(whole) }),
    ...{ deviation: rounded(deviation, 2), explanation: explanation && roundedExplanation(explanation) },
    tolerance: roundedTolerance(tolerance),
  };
}

/** What people said of an episode stays with it. */
function saidOf({ acknowledged, asExpected }: StoredAnomaly): Partial<StoredAnomaly> {
  return { ...(acknowledged && { acknowledged }), ...(asExpected && { asExpected }) };
}

function roundedTolerance({ deviation, addend, change, residual }: Tolerance): Tolerance {
  return {
    ...{ deviation: rounded(deviation, 3), addend: rounded(addend, 2), change: rounded(change, 2) },
    ...(residual !== undefined && { residual: rounded(residual, 3) }),
  };
}

function roundedExplanation(explanation: NonNullable<StoredAnomaly['explanation']>) {
  const { dimension, elements, power, surprise } = explanation;
  return {
    ...{ dimension, power: rounded(power, 3), surprise: rounded(surprise, 4) },
    elements: elements.map(({ element, power: of }) => ({ element, power: rounded(of, 3) })),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
