import type { JsonObject } from '../../lib/json.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Statistic } from '../metrics/statistic.ts';
import type { MissingData } from './alarm-state.ts';
import type { ComparisonOperator } from './comparison.ts';
import type { Expression } from './math/parse.ts';

/** Where the values of an alarm come from. */
export type Query =
  | { readonly kind: 'metric'; readonly metric: Metric; readonly statistic: Statistic }
  /** The sum over all metrics of that name that have these dimensions, and maybe others. */
  | { readonly kind: 'sum'; readonly metric: Metric }
  | {
      readonly kind: 'math';
      readonly expression: Expression;
      /** By the ids that the expression refers to. */
      readonly inputs: ReadonlyMap<string, Query>;
    };

/** What every alarm has, as its resource says. */
interface CommonAlarm {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** ARNs of what is told when the alarm enters the state. */
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

export interface MetricAlarm extends CommonAlarm {
  readonly kind: 'metric';
  /** What it looks at, for people. */
  readonly subject: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  readonly query: Query;
  readonly comparison: ComparisonOperator;
  readonly threshold: number;
  /** What a notification says of how the alarm came about. */
  readonly trigger: JsonObject;
}

/** An alarm outside a band that CloudWatch has learned. Nothing here can learn it as CloudWatch does. */
export interface BandAlarm extends CommonAlarm {
  readonly kind: 'band';
  readonly subject: string;
  readonly evaluationPeriods: number;
  readonly periodSeconds: number;
}

export interface CompositeAlarm extends CommonAlarm {
  readonly kind: 'composite';
  readonly rule: AlarmRule;
}

export type Alarm = MetricAlarm | BandAlarm | CompositeAlarm;

/** When a composite alarm rings. */
export type AlarmRule =
  | { readonly kind: 'state'; readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; readonly alarm: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly rule: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly AlarmRule[] };
