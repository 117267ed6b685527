import type { IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Keys } from '../blocks/keys.ts';
import type { Cell } from '../cells/cell.ts';
import type { AlarmDefinition } from '../metrics/alarm-definition.ts';
import type { PublishedMetrics } from '../metrics/aws-metrics.ts';
import type { Graph } from '../metrics/graphs.ts';

export interface TimeSeriesProps {
  readonly cell: Cell;
  readonly keys: Keys;
  readonly accessLogs: Bucket;
}

/** The store behind the dashboards, as the rest of a cell knows it. */
export interface TimeSeriesStore {
  /** What a function that writes records finds in its environment. */
  readonly writerEnvironment: Readonly<Record<string, string>>;
  /** What a function that reads records finds in its environment. */
  readonly readerEnvironment: Readonly<Record<string, string>>;
  /** Lets a function write records. */
  grantWrite(grantee: IGrantable): void;
  /** Lets a function read records, their objects aside. */
  grantRead(grantee: IGrantable): void;
  /**
   * ARNs of the objects in S3 that whoever reads records reads in its own name: rights by pattern are
   * denied outside the patterns, so those of a role are granted together.
   */
  readonly readObjects: readonly string[];
  /** The sums that a function keeps, if the store does not keep them itself. */
  readonly rollups?: StoreAccess;
  /** What figures and records are asked for, by whoever shows them, if the store answers to a role. */
  readonly showing?: ShownByRole;
  /** Counts of events by the hour, and the scores that they are judged to have, if the store keeps sums of past hours. */
  readonly judging?: StoreAccess;
}

/** What a function needs that keeps sums, or judges by them. */
export interface StoreAccess {
  readonly environment: Readonly<Record<string, string>>;
  grant(grantee: IGrantable): void;
}

/** What a role needs that figures and records are shown by. */
export interface ShownByRole {
  /** The workgroup of Athena that answers. */
  readonly workgroup: string;
  grant(grantee: IGrantable): void;
}

/** The rights to read everything in a store. */
export interface ReadRights {
  readonly statements: readonly PolicyStatement[];
  /** ARNs of the objects in S3 that they read in their own name. */
  readonly objects: readonly string[];
  /** The services that decrypt in the reader's name, as in `kms:ViaService`. */
  readonly keyUsers: readonly string[];
}

/** Everything that infra asks of a time-series store, except its data (time-series-data.ts). */
export interface TimeSeriesConstructs {
  readonly create: (scope: Construct, id: string, props: TimeSeriesProps) => TimeSeriesStore;
  /** For people of other accounts, whose stack knows the store by name where it can. */
  readonly readRights: (scope: Construct, cell: Cell, store: TimeSeriesStore) => ReadRights;
  readonly alarms: (cell: Cell) => readonly AlarmDefinition[];
  /** What the cell's dashboard shows of it. */
  readonly graphs: (cell: Cell) => readonly Graph[];
  /** What it reports to CloudWatch beyond the metrics that all stores share. */
  readonly metrics: PublishedMetrics;
  /** How QuickSight's SQL names the table of records, one column per dimension and measure. */
  readonly sqlTable: (cell: Cell) => string;
}
