import { Stack, Tags } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { cellMetadata, names } from '../functions/core/names.ts';
import { type Cell, hasFewAlarms } from './cells/cell.ts';
import { stagesWithDashboard } from './cells/stage-dashboards.ts';
import { alarmsOf } from './monitoring/alarms.ts';
import { AlertTopics } from './monitoring/alerts/topics.ts';
import { AccessLogMetrics } from './monitoring/api/access-log-metrics.ts';
import { alarmName, CellAlarm } from './monitoring/cell-alarm.ts';
import { cellDashboard } from './monitoring/dashboards/cell-dashboard.ts';
import { stageDashboard } from './monitoring/dashboards/stage-dashboard.ts';
import { Health } from './monitoring/health.ts';
import { LogQueries } from './monitoring/log-queries.ts';
import type { StatefulStack } from './stateful-stack.ts';

/**
 * Alarms, dashboards and saved queries of a cell. The stack knows what it watches by name, so that
 * it neither waits for the other stacks nor holds them up.
 */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, cell: Cell, { keys }: StatefulStack) {
    super(scope, id, {
      description: `Invoice events, cell ${cell.name}: alarms, dashboards and saved queries`,
    });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    // The tools that check templates do not know yet that dashboards take tags.
    Tags.of(this).add(cellMetadata, cell.name, { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });

    const { api, accessLogs } = names(cell.prefix);
    const topics = new AlertTopics(this, 'Topics', { cell, key: keys.usedIn(this).messages });
    new AccessLogMetrics(this, 'AccessLogMetrics', {
      api,
      logGroup: LogGroup.fromLogGroupName(this, 'AccessLogs', accessLogs),
    });
    const alarms = alarmsOf(cell).map(
      (definition) => new CellAlarm(this, alarmName(cell, definition), { cell, definition, topics }),
    );
    // Few alarms say themselves how the cell is: one over them all would announce nothing, and costs as five of them do.
    const health = hasFewAlarms(cell)
      ? alarms.map(({ alarm }) => alarm)
      : new Health(this, 'Health', { cell, alarms }).alarms;
    cellDashboard(this, 'EndToEnd', { cell, health });
    for (const stage of stagesWithDashboard(cell)) stageDashboard(this, `${stage}Dashboard`, cell, stage);
    new LogQueries(this, 'Queries', cell);
  }
}
