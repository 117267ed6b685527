import { type MetricStore, minuteMs } from '../metrics/metric-store.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from './alarm.ts';
import { alarmsIn, ruleHolds } from './alarm-rule.ts';
import { type AlarmState, nextState, type StateRule } from './alarm-state.ts';
import { comparisons, comparisonWords, isUpward } from './comparison.ts';
import type { Transition } from './notification.ts';
import { datapoints, periodsOf } from './readings.ts';

/** How an alarm stands. */
export interface AlarmStanding {
  readonly state: AlarmState;
  /** When it entered the state, ms since the epoch. */
  readonly since: number;
  readonly reason: string;
  /** The newest value that it was judged by. */
  readonly value?: number | undefined;
}

const notYet = 'Unchecked: too few periods have passed.';
const bandOnlyInCloud =
  'Not evaluated here: the band of expected values comes from a model that CloudWatch trains on weeks of data.';

/**
 * The alarms of the templates and their states. Whoever has one calls `evaluate` once a minute, when
 * the minute is over.
 */
export class Alarms {
  readonly #store: MetricStore;
  readonly #alarms: readonly Alarm[];
  readonly #standings: Map<string, AlarmStanding>;
  /** The first minute of which all data was seen. */
  #observedFrom: number;
  #evaluatedUntil: number;

  /**
   * @param standings what was known before, by the alarms' names
   * @param now ms since the epoch
   */
  constructor(
    alarms: readonly Alarm[],
    store: MetricStore,
    standings: ReadonlyMap<string, AlarmStanding>,
    now: number,
  ) {
    this.#alarms = alarms;
    this.#store = store;
    this.#standings = new Map(
      alarms.map((alarm) => [alarm.name, standings.get(alarm.name) ?? firstStanding(alarm, now)]),
    );
    this.#observedFrom = Math.ceil(now / minuteMs);
    this.#evaluatedUntil = Math.floor(now / minuteMs);
  }

  /** Each alarm with its standing, in the order of the templates. */
  get standings(): readonly (readonly [Alarm, AlarmStanding])[] {
    return this.#alarms.flatMap((alarm): (readonly [Alarm, AlarmStanding])[] => {
      const standing = this.#standings.get(alarm.name);
      return standing ? [[alarm, standing]] : [];
    });
  }

  /** Evaluates every alarm on the minutes that are over, and returns those that changed. */
  evaluate(now: number): readonly Transition[] {
    const minute = Math.floor(now / minuteMs);
    // Nobody was there to see whether something came: that it did not means nothing.
    if (minute > this.#evaluatedUntil + 1) this.#observedFrom = minute - 1;
    this.#evaluatedUntil = minute;
    return this.#alarms.flatMap((alarm) => {
      const before = this.#standings.get(alarm.name) ?? firstStanding(alarm, now);
      const { state, reason, value } = this.#judge(alarm, minute, before);
      if (state === before.state) {
        this.#standings.set(alarm.name, { ...before, value });
        return [];
      }
      this.#standings.set(alarm.name, { state, since: now, reason, value });
      return [{ alarm, from: before.state, to: state, reason, at: now }];
    });
  }

  #judge(alarm: Alarm, minute: number, before: AlarmStanding): Omit<AlarmStanding, 'since'> {
    switch (alarm.kind) {
      case 'metric':
        return this.#judgeMetric(alarm, minute, before);
      case 'composite':
        return this.#judgeComposite(alarm);
      case 'band':
        return before;
    }
  }

  /**
   * While some of the periods were not observed, nothing follows from what is missing in them: the
   * alarm keeps its state, unless what was seen is bad enough by itself. Too much is too much in a
   * part of a period as well; too little may not be.
   */
  #judgeMetric(alarm: MetricAlarm, minute: number, before: AlarmStanding): Omit<AlarmStanding, 'since'> {
    const periods = periodsOf(alarm, minute);
    const points = datapoints(alarm.query, this.#store, periods);
    const value = points.at(-1);
    const compare = comparisons[alarm.comparison];
    const rule: StateRule = { ...alarm, breaches: (point) => compare(point, alarm.threshold) };
    const neededFrom = periods.first + (periods.count - alarm.evaluationPeriods) * periods.minutesEach;
    const state =
      neededFrom >= this.#observedFrom
        ? nextState(rule, points, before.state)
        : nextState(
            { ...rule, missingData: 'ignore' },
            isUpward(alarm.comparison) ? points : observed(points, this.#observedFrom, periods),
            before.state,
          );
    const isJudged = neededFrom >= this.#observedFrom || state === 'ALARM';
    return isJudged ? { state, value, reason: reasonOf(alarm, points, state) } : { ...before, value };
  }

  #judgeComposite({ rule }: CompositeAlarm): Omit<AlarmStanding, 'since'> {
    const stateOf = (name: string) => this.#standings.get(name)?.state ?? 'INSUFFICIENT_DATA';
    const children = alarmsIn(rule);
    if (ruleHolds(rule, stateOf)) {
      const ringing = children.filter((name) => stateOf(name) === 'ALARM');
      return { state: 'ALARM', reason: `In ALARM: ${ringing.join(', ')}.` };
    }
    return { state: 'OK', reason: 'The rule does not hold.' };
  }
}

function firstStanding({ kind }: Alarm, now: number): AlarmStanding {
  return { state: 'INSUFFICIENT_DATA', since: now, reason: kind === 'band' ? bandOnlyInCloud : notYet };
}

/** Only the points of periods that were seen from their beginning. */
function observed(
  points: readonly (number | undefined)[],
  from: number,
  { first, minutesEach }: { readonly first: number; readonly minutesEach: number },
): readonly (number | undefined)[] {
  return points.map((point, index) => (first + index * minutesEach >= from ? point : undefined));
}

/** In CloudWatch's words. */
function reasonOf(alarm: MetricAlarm, points: readonly (number | undefined)[], state: AlarmState): string {
  const { evaluationPeriods, comparison, threshold } = alarm;
  const real = points.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const missing = evaluationPeriods - real.length;
  if (real.length === 0)
    return `Threshold Crossed: no datapoints were received for ${evaluationPeriods} period${evaluationPeriods === 1 ? '' : 's'} and ${evaluationPeriods} missing datapoint${evaluationPeriods === 1 ? ' was' : 's were'} treated as [${alarm.missingData}].`;
  const compare = comparisons[comparison];
  const breaching = real.filter((value) => compare(value, threshold));
  const shown = state === 'ALARM' && breaching.length > 0 ? breaching : real;
  const were = shown.length === 1 ? 'was' : 'were';
  const not = state === 'ALARM' && breaching.length > 0 ? '' : ' not';
  return (
    `Threshold Crossed: ${shown.length} out of the last ${real.length} datapoint${real.length === 1 ? '' : 's'} [${shown.join(', ')}] ${were}${not} ${comparisonWords[comparison]} the threshold (${threshold})` +
    `${missing > 0 ? `; ${missing} missing treated as [${alarm.missingData}]` : ''}.`
  );
}
