import type { AlertPolicy } from '../../functions/core/alerts/policy.ts';
import type { Downstreams } from '../../functions/core/downstream/settings.ts';
import type { StageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { Partition } from './partitions.ts';
import type { QuickSightPeople } from './quicksight-people.ts';

/** One independent deployment of everything: an account and a Region. No cell refers to another. */
export interface Cell {
  readonly name: string;
  /** The start of every resource name, or '': tells the cells of an account apart. */
  readonly prefix: string;
  /**
   * The platform's alias for the account. Its id is given at synthesis:
   * `-c account:<alias>=<id>`.
   */
  readonly account: string;
  readonly region: string;
  /**
   * It was deployed once with success. From then on its stacks and tables refuse to be deleted; until then
   * they do not, so that a first deployment that fails can be tried again.
   */
  readonly stands?: true;
  /** When a release reaches it: every cell of a wave before any of the next. A name in `waves`. */
  readonly wave: string;
  /** 1–99; every possible event must match exactly one. */
  readonly partitions: readonly Partition[];
  readonly peakEventsPerSecond: number;
  /** Expected growth of the peak over 18 months: 0.4 is +40 %. */
  readonly growth: number;
  /**
   * `small`: for a new account, which has few concurrent Lambda invocations. No function reserves or
   * keeps warm any, and all together must fit into what such an account starts with. It has the dashboard of the whole path
   * and none of the stages.
   */
  readonly profile?: 'small';
  /** The account's API Gateway quota in the Region, requests per second, if AWS raised it. */
  readonly apiQuota?: number;
  /** The account's quota of concurrent Lambda invocations in the Region, if AWS raised it. */
  readonly lambdaConcurrencyQuota?: number;
  readonly retention: Retention;
  /**
   * How producers prove who they are. `iam`: an API key and a signature (SigV4); `mtls`: an API key
   * and a client certificate, which needs a domain; `api-key`: the key alone, which is no
   * authentication; synthesis warns about it.
   */
  readonly auth: 'api-key' | 'iam' | 'mtls';
  /** With `api-key`: why that is enough here. Without a reason synthesis warns. */
  readonly apiKeyAloneBecause?: string;
  /** Why AWS WAF may be left out before the API; only with `profile: 'small'`. Keys and throttles stay. */
  readonly noFirewallBecause?: string;
  readonly domain?: Domain;
  /** The store behind the dashboards, and how long it keeps records. */
  readonly timeSeries: TimeSeriesSettings;
  /** Names in the registry, `producers`. */
  readonly producers: readonly string[];
  readonly alerts: Alerts;
  /**
   * The zone that people work in, such as `Europe/Amsterdam`: unusual counts are told by its hours and weekdays. UTC
   * unless given.
   */
  readonly timeZone?: string;
  /**
   * How long invoices may stay in a stage before they are stuck: of a stage's deadlines the first
   * that matches the invoice holds.
   */
  readonly stageDeadlines: StageDeadlines;
  /**
   * The system that each stage tells of its events, once they are visible. A stage without one costs
   * nothing for it.
   */
  readonly downstream?: Downstreams;
  /**
   * An existing data source of QuickSight. A cell with Timestream needs one, since CloudFormation makes none
   * of that type; of a lake it stands in the place of the one that the cell would make.
   */
  readonly quickSightDataSourceArn?: string;
  /** Who sees figures in QuickSight; without them the cell has no QuickSight stack. */
  readonly quickSightPeople?: QuickSightPeople;
  /**
   * Questions in words about the figures of a lake. AWS bills an account that has them, whoever asks
   * (docs/deploying.md).
   */
  readonly quickSightTopic?: true;
}

/** A store and its settings. Its constructs are in the folder of that name in infra/stores. */
export type TimeSeriesSettings = LakeSettings | TimestreamSettings;

/** For every account. */
export interface LakeSettings {
  readonly store: 'lake';
  /** For how many days records and sums are kept; what stands of each invoice is kept for good. */
  readonly keptDays: number;
}

/** For accounts that had it before 2025-06-20. */
export interface TimestreamSettings {
  readonly store: 'timestream';
  /** How long it answers fast; older records come from its magnetic store. */
  readonly memoryStoreHours: number;
  readonly magneticStoreDays: number;
}

export type TimeSeriesName = TimeSeriesSettings['store'];

/** For how many days a time series keeps records. */
export function seriesDays(timeSeries: TimeSeriesSettings): number {
  return timeSeries.store === 'lake' ? timeSeries.keptDays : timeSeries.magneticStoreDays;
}

/** Whether a function keeps the sums that figures are read from; otherwise the store does. */
export function hasRollups({ timeSeries }: Pick<Cell, 'timeSeries'>): boolean {
  return timeSeries.store === 'lake';
}

/** Whether the cell makes its own data source for QuickSight. */
export function makesQuickSightSource({
  timeSeries,
  quickSightPeople,
  quickSightDataSourceArn,
}: Pick<Cell, 'timeSeries' | 'quickSightPeople' | 'quickSightDataSourceArn'>): boolean {
  return (
    timeSeries.store === 'lake' && quickSightPeople !== undefined && quickSightDataSourceArn === undefined
  );
}

/** Whether one key encrypts all that the cell stores, sends and logs; otherwise each of the three has its own. */
export function hasOneKey({ profile }: Pick<Cell, 'profile'>): boolean {
  return profile === 'small';
}

/** Whether the cell is watched by what becomes of its events alone, not by every cause that something could have. */
export function hasFewAlarms({ profile }: Pick<Cell, 'profile'>): boolean {
  return profile === 'small';
}

/** Whether what schedules call is traced, call by call. */
export function tracesSchedules({ profile }: Pick<Cell, 'profile'>): boolean {
  return profile !== 'small';
}

export interface Retention {
  /** EventBridge's archive, for replay. */
  readonly replayDays: number;
  /** The auditors' archive: nobody, root included, may delete its objects earlier. */
  readonly archiveDays: number;
  /**
   * For how many days after its last event the ledger keeps a settled invoice hot; older ones it reads
   * from the auditors' archive, a little slower. Without it everything stays hot, for ever.
   */
  readonly hotDays?: number;
  readonly logDays: number;
  /** The API's access log and the firewall's. */
  readonly accessLogDays: number;
}

/** A custom domain name for the API. */
export interface Domain {
  /**
   * Its certificate, in the cell's account and Region, is given at synthesis:
   * `-c certificate:<name>=<ARN in ACM>`.
   */
  readonly name: string;
  /** For `mtls`: the certificates clients are checked against, as `s3://bucket/key`. */
  readonly trustStore?: string;
  /** The version of that object; without it the newest at deployment. */
  readonly trustStoreVersion?: string;
}

/** Who is alerted, and how. */
export interface Alerts extends AlertPolicy {
  /** The addresses of each contact: of rotas and mailing lists, never of a person. */
  readonly contacts: Readonly<Record<string, readonly string[]>>;
}
