import { medianAbsoluteDeviation, quantile } from 'simple-statistics';
import { episodesOf } from '../../../functions/core/analytics/anomaly/episodes.ts';
import type { HourlySeries } from '../../../functions/core/analytics/anomaly/hourly-series.ts';
import { f1Of, noScore, precisionOf, recallOf, type Score } from '../detector/score.ts';
import type { Findings, Goal } from '../section.ts';

const hoursOfWeek = 168;
const weeks = 8;

/** Hours since 1970-01-01. */
export interface Hours {
  readonly from: number;
  readonly until: number;
}

/** A metric of a generated world: what detectors see of it, and what was planted in it. */
export interface Planted {
  /** As a baseline has it: shares, sums or medians. */
  readonly series: HourlySeries;
  readonly judged: Hours;
  readonly incidents: readonly (Hours & { readonly isOutage?: boolean })[];
  /** The hours that the product's detector finds unusual. */
  found(): ReadonlySet<number>;
  /** Of an incident that was found, whether its cause is named first; undefined of one without a cause. */
  isNamed(incident: Hours): boolean | undefined;
}

interface Detector {
  readonly name: string;
  readonly settings: readonly number[];
  unusual(metric: Planted, setting: number): ReadonlySet<number>;
}

/** @param distance of two values of the measure, which a setting is held against */
function baselines(distance: (value: number, middle: number) => number): readonly Detector[] {
  return [
    {
      name: 'slot median ± MAD',
      settings: [3, 4, 5, 6, 8, 10, 14],
      unusual: ({ series, judged }, setting) =>
        hoursWhere(series, judged, (value, past) => {
          if (past.length < 3) return false;
          const middle = quantile([...past], 0.5);
          const off = past.map((each) => distance(each, middle));
          const spread = Math.max(1.4826 * medianAbsoluteDeviation(off), 0.05);
          return Math.abs(distance(value, middle)) > setting * spread;
        }),
    },
    {
      name: 'last week’s same hour',
      settings: [0.5, 0.7, 0.9, 1.2, 1.5, 1.8, 2.1],
      unusual: ({ series, judged }, setting) =>
        hoursWhere(series, judged, (value, [last]) =>
          last === undefined ? false : Math.abs(distance(value, last)) > setting,
        ),
    },
  ];
}

function hoursWhere(
  { firstHour, values }: HourlySeries,
  { from, until }: Hours,
  isUnusual: (value: number, past: readonly number[]) => boolean,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (let hour = from; hour < until; hour += 1) {
    const value = values[hour - firstHour];
    const past = Array.from(
      { length: weeks },
      (_, week) => values[hour - firstHour - (week + 1) * hoursOfWeek],
    );
    const known = past.filter((each) => each !== undefined);
    if (value !== undefined && isUnusual(value, known)) found.add(hour);
  }
  return found;
}

export interface Contest {
  /** The metrics of a seed. */
  world(seed: number): readonly Planted[];
  readonly distance: (value: number, middle: number) => number;
  readonly seeds: readonly number[];
  readonly tuningSeeds: readonly number[];
  readonly about: string;
}

/** Plays the product's detector against the baselines, each with the setting that is best on other seeds. */
export function findingsOf({ world, distance, seeds, tuningSeeds, about }: Contest): Findings {
  const tuning = tuningSeeds.flatMap(world);
  const judged = seeds.flatMap(world);
  const ours: Detector = { name: 'detector', settings: [0], unusual: (metric) => metric.found() };
  const results = [ours, ...baselines(distance)].map((detector) => {
    const scored = (metrics: readonly Planted[], setting: number) => {
      const score = noScore();
      for (const metric of metrics) addScore(score, metric, detector.unusual(metric, setting));
      return score;
    };
    const setting = detector.settings
      .map((each) => ({ each, f1: detector.settings.length === 1 ? 0 : f1Of(scored(tuning, each)) }))
      .reduce((best, one) => (one.f1 > best.f1 ? one : best)).each;
    return { name: detector.name, setting, score: scored(judged, setting) };
  });
  const hasOutages = judged.some(({ incidents }) => incidents.some(({ isOutage }) => isOutage));
  return {
    about,
    table: [
      [
        ...['detector', 'setting', 'incidents', 'false episodes a week and metric', 'recall', 'precision'],
        ...['F1', ...(hasOutages ? ['outages in the first hour'] : [])],
      ],
      ...results.map(({ name, setting, score }) => [
        ...[name, setting === 0 ? '–' : String(setting), String(score.incidents)],
        (score.falseEpisodes / score.metricWeeks).toFixed(2),
        ...[recallOf(score), precisionOf(score), f1Of(score)].map((each) => each.toFixed(2)),
        ...(hasOutages ? [inTimeOf(score).toFixed(2)] : []),
      ]),
    ],
    goals: results[0] ? goalsOf(results[0].score, judged) : [],
  };
}

function goalsOf(score: Score, judged: readonly Planted[]): readonly Goal[] {
  const rate = score.falseEpisodes / score.metricWeeks;
  const named = judged.flatMap((metric) => {
    const found = metric.found();
    return metric.incidents
      .filter((incident) => isFound(incident, found))
      .map(metric.isNamed)
      .filter((each) => each !== undefined);
  });
  const right = named.filter(Boolean).length / Math.max(1, named.length);
  const atLeast = (goal: string, of: number, least: number) => ({
    ...{ goal, found: of.toFixed(2), isMet: of >= least },
  });
  return [
    { goal: 'false episodes a week and metric ≤ 0.5', found: rate.toFixed(2), isMet: rate <= 0.5 },
    atLeast('recall ≥ 0.60', recallOf(score), 0.6),
    atLeast('precision ≥ 0.70', precisionOf(score), 0.7),
    ...(score.outages > 0
      ? [atLeast(`${score.outages} outages ≥ 0.95 in the first hour`, inTimeOf(score), 0.95)]
      : []),
    ...(named.length > 0
      ? [atLeast(`the cause named first in ≥ 0.90 of ${named.length} that were found`, right, 0.9)]
      : []),
  ];
}

function inTimeOf({ outages, outagesInTime }: Score): number {
  return outagesInTime / Math.max(1, outages);
}

function isFound({ from, until }: Hours, found: ReadonlySet<number>): boolean {
  for (let hour = from; hour < until; hour += 1) if (found.has(hour)) return true;
  return false;
}

function addScore(score: Score, { judged, incidents }: Planted, unusual: ReadonlySet<number>): void {
  const hours = [...unusual].toSorted((a, b) => a - b).map((hour) => ({ hour, verdict: 'unusual' as const }));
  score.metricWeeks += (judged.until - judged.from) / hoursOfWeek;
  for (const episode of episodesOf(hours)) {
    if (incidents.some(({ from, until }) => episode.from <= until && episode.until > from))
      score.trueEpisodes += 1;
    else score.falseEpisodes += 1;
  }
  for (const incident of incidents.filter(({ from }) => from >= judged.from)) {
    score.incidents += 1;
    if (isFound(incident, unusual)) score.found += 1;
    if (!incident.isOutage) continue;
    score.outages += 1;
    if (unusual.has(incident.from)) score.outagesInTime += 1;
  }
}
