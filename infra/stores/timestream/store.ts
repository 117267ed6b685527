import type { TimeSeriesConstructs } from '../time-series-store.ts';
import { timestreamAlarms, timestreamMetrics } from './alarms.ts';
import { Timestream, timestreamReadRights, timestreamTable } from './construct.ts';

/** Timestream for LiveAnalytics. */
export const timestream: TimeSeriesConstructs = {
  create: (scope, id, props) => new Timestream(scope, id, props),
  readRights: timestreamReadRights,
  alarms: timestreamAlarms,
  // No metric of Timestream is worth a graph: written records show as processed.
  graphs: () => [],
  metrics: timestreamMetrics,
  sqlTable: timestreamTable,
};
