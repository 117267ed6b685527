import { episodesOf } from '../../../functions/core/analytics/anomaly/episodes.ts';
import type { Compared } from './detectors.ts';
import type { Incident } from './incidents.ts';
import { seriesOf, type World, watched } from './world.ts';

/** What came of a detector in worlds, added up. */
export interface Score {
  incidents: number;
  found: number;
  outages: number;
  outagesInTime: number;
  trueEpisodes: number;
  falseEpisodes: number;
  /** Weeks times metrics that were judged. */
  metricWeeks: number;
}

const hoursOfWeek = 168;

export function noScore(): Score {
  return {
    ...{ incidents: 0, found: 0, outages: 0, outagesInTime: 0 },
    ...{ trueEpisodes: 0, falseEpisodes: 0, metricWeeks: 0 },
  };
}

/** Adds what a detector finds in the judged weeks of a world. An incident is to be found in the metric of its scope. */
export function addScore(score: Score, judged: World, detector: Compared, setting: number): void {
  for (const scope of watched) {
    const unusual = detector.unusual(seriesOf(judged, scope), judged.judgedFrom, judged.until, setting);
    const episodes = episodesOf(
      [...unusual].toSorted((a, b) => a - b).map((hour) => ({ hour, verdict: 'unusual' as const })),
    );
    score.metricWeeks += (judged.until - judged.judgedFrom) / hoursOfWeek;
    const touching = judged.incidents.filter((incident) => touches(incident.scope, scope));
    for (const episode of episodes) {
      // What an incident leaves behind in its last hour's bucket is its own.
      if (touching.some(({ from, until }) => episode.from <= until && episode.until > from))
        score.trueEpisodes += 1;
      else score.falseEpisodes += 1;
    }
    for (const incident of judged.incidents)
      if (isOf(incident, scope, judged)) addIncident(score, incident, unusual);
  }
}

function addIncident(score: Score, { kind, from, until }: Incident, unusual: ReadonlySet<number>): void {
  const within = (end: number) => Array.from({ length: end - from }, (_, step) => from + step);
  score.incidents += 1;
  if (within(until).some((hour) => unusual.has(hour))) score.found += 1;
  if (kind !== 'outage') return;
  score.outages += 1;
  if (within(from + 1).some((hour) => unusual.has(hour))) score.outagesInTime += 1;
}

/** Whether an incident shows in a metric at all. */
function touches(incident: Incident['scope'], metric: Incident['scope']): boolean {
  const isOther = incident.dimension === metric.dimension && incident.element !== metric.element;
  return incident.dimension === 'all' || metric.dimension === 'all' || !isOther;
}

function isOf({ scope, from }: Incident, metric: Incident['scope'], { judgedFrom }: World): boolean {
  const isSame =
    scope.dimension === metric.dimension && (scope.dimension === 'all' || scope.element === metric.element);
  return isSame && from >= judgedFrom;
}

export function precisionOf({ trueEpisodes, falseEpisodes }: Score): number {
  return trueEpisodes / Math.max(1, trueEpisodes + falseEpisodes);
}

export function recallOf({ found, incidents }: Score): number {
  return found / Math.max(1, incidents);
}

/** The harmonic mean of precision and recall. */
export function f1Of(score: Score): number {
  const [precision, recall] = [precisionOf(score), recallOf(score)];
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}
