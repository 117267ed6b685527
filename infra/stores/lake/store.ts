import type { TimeSeriesConstructs } from '../time-series-store.ts';
import { lakeAlarms, lakeGraphs, lakeMetrics } from './alarms.ts';
import { Lake, lakeReadRights } from './construct.ts';
import { recordsForQuickSight } from './quicksight-table.ts';

/** Tables in Apache Iceberg's format behind Firehose and Athena. */
export const lake: TimeSeriesConstructs = {
  create: (scope, id, props) => new Lake(scope, id, props),
  readRights: lakeReadRights,
  alarms: lakeAlarms,
  graphs: lakeGraphs,
  metrics: lakeMetrics,
  sqlTable: recordsForQuickSight,
};
