import type { JudgedHour } from './judge.ts';

/** Quiet hours that still belong to an episode when unusual ones follow. */
export const longestGap = 2;

/** Unusual hours that belong together. */
export interface Episode {
  /** Hours since 1970-01-01 in the series' zone. */
  readonly from: number;
  /** The hour after the last unusual one. */
  readonly until: number;
  readonly direction: 'more' | 'less';
  /** Of all its hours, the quiet ones between included: as shown. */
  readonly value: number;
  readonly expected: number;
  /** The largest deviation, with its sign. */
  readonly deviation: number;
}

/** Unusual hours, merged over up to two quiet ones between. @param hours in order */
export function episodesOf(hours: readonly JudgedHour[]): readonly Episode[] {
  const groups: JudgedHour[][] = [];
  for (const hour of hours) {
    if (hour.verdict !== 'unusual') continue;
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last && before && hour.hour - before.hour <= longestGap + 1) last.push(hour);
    else groups.push([hour]);
  }
  return groups.map((group) => episodeOf(group, hours));
}

function episodeOf(group: readonly JudgedHour[], hours: readonly JudgedHour[]): Episode {
  const from = group[0]?.hour ?? 0;
  const until = (group.at(-1)?.hour ?? 0) + 1;
  const within = hours.filter(({ hour }) => hour >= from && hour < until);
  const sum = (of: 'value' | 'expected') => within.reduce((total, hour) => total + (hour[of] ?? 0), 0);
  const deviation = group.reduce(
    (most, { deviation: of = 0 }) => (Math.abs(of) > Math.abs(most) ? of : most),
    0,
  );
  return {
    ...{ from, until, deviation },
    direction: deviation < 0 ? 'less' : 'more',
    ...{ value: sum('value'), expected: sum('expected') },
  };
}
