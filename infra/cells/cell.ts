import type { Partition } from './partitions.ts';

/** One independent deployment of everything: an account and a Region. No cell refers to another. */
export interface Cell {
  readonly name: string;
  /** Tells cells of one account and Region apart: '' or the start of every resource name. */
  readonly prefix: string;
  /**
   * What the platform calls the account. Its id is given at synthesis: `-c account:<this>=<id>`.
   */
  readonly account: string;
  readonly region: string;
  /** When a release reaches it: every cell of a wave before any of the next. A name in `waves`. */
  readonly wave: string;
  /** 1–99; every possible event must match exactly one. */
  readonly partitions: readonly Partition[];
  readonly peakEventsPerSecond: number;
  /** Expected growth of the peak over 18 months: 0.4 is +40 %. */
  readonly growth: number;
  /** Requests per second that its account may take in its Region, where AWS raised the default. */
  readonly apiQuota?: number;
  /**
   * Calls of functions that its account may have in work at once in its Region, where AWS raised
   * the default.
   */
  readonly lambdaConcurrencyQuota?: number;
  readonly retention: Retention;
  /**
   * How producers prove who they are. `iam`: an API key and a signature (SigV4); `mtls`: an API key
   * and a client certificate, which takes a domain; `api-key`: the key alone, which is no
   * authentication and reported at synthesis.
   */
  readonly auth: 'api-key' | 'iam' | 'mtls';
  /** With `api-key`: why that is enough here. Without a reason synthesis warns. */
  readonly apiKeyAloneBecause?: string;
  readonly domain?: Domain;
  /** The store behind the dashboards, and how long it keeps records. */
  readonly timeSeries: TimeSeriesSettings;
  /** Names in the registry, `producers`. */
  readonly producers: readonly string[];
  readonly alerts: Alerts;
  /**
   * The data source QuickSight reads, which exists already; without it the cell has no QuickSight
   * stack.
   */
  readonly quickSightDataSourceArn?: string;
}

/**
 * A store and its settings. What it is made of stands in infra/stores, in a folder of that name.
 */
export interface TimeSeriesSettings {
  readonly store: 'timestream';
  /** How long it answers fast; older records come from its magnetic store. */
  readonly memoryStoreHours: number;
  readonly magneticStoreDays: number;
}

export type TimeSeriesName = TimeSeriesSettings['store'];

export interface Retention {
  /** EventBridge's archive, for replay. */
  readonly replayDays: number;
  /** The archive of facts for auditors: objects that nobody, root included, may delete before. */
  readonly archiveYears: number;
  readonly logDays: number;
  /** Who called what, and the firewall's verdicts. */
  readonly accessLogDays: number;
}

/** A name of the API's own, in place of the one API Gateway gives. */
export interface Domain {
  /**
   * Its certificate, in the cell's account and Region, is given at synthesis: `-c
   * certificate:<this>=<ARN in ACM>`.
   */
  readonly name: string;
  /** For `mtls`: the certificates clients are checked against, as `s3://bucket/key`. */
  readonly trustStore?: string;
  /** The version of that object; without it the newest there is at the time of a deployment. */
  readonly trustStoreVersion?: string;
}

/** Who is told. Addresses of rotas and mailing lists, never of a person. */
export interface Alerts {
  readonly operations: readonly string[];
  readonly finance: readonly string[];
}
