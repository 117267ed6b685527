import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { alarmDescription } from '../../functions/core/alerts/alarm-description.ts';
import type { Severity } from '../../functions/core/alerts/severity.ts';
import { names } from '../../functions/core/names.ts';
import type { Cell } from '../cells/cell.ts';
import { type AlarmDefinition, partOfName } from '../metrics/alarm-definition.ts';
import type { AlarmKind } from '../metrics/alarm-kind.ts';
import type { AlertTopics } from './alerts/topics.ts';
import { runbookAddress } from './runbooks.ts';

export interface CellAlarmProps {
  readonly cell: Cell;
  readonly definition: AlarmDefinition;
  readonly topics: AlertTopics;
}

/** An alarm of its definition and kind. `AlertRouter` is told when it rings and when it is over. */
export class CellAlarm extends Construct {
  readonly alarm: Alarm;
  readonly alarmName: string;
  readonly severity: Severity;

  constructor(scope: Construct, id: string, { cell, definition, topics }: CellAlarmProps) {
    super(scope, id);
    const { kind } = definition;
    this.alarmName = alarmName(cell, definition);
    this.severity = kind.severity;
    this.alarm = this.#make(definition, cell);
    for (const topic of topics.of(kind)) {
      this.alarm.addAlarmAction(new SnsAction(topic));
      this.alarm.addOkAction(new SnsAction(topic));
    }
  }

  #make({ kind, watches, metric: watched }: AlarmDefinition, cell: Cell): Alarm {
    const metric = watched.with({ period: Duration.seconds(kind.periodSeconds) });
    const common = {
      alarmName: this.alarmName,
      alarmDescription: description(kind, watches),
      evaluationPeriods: kind.evaluationPeriods,
      datapointsToAlarm: kind.datapointsToAlarm,
      treatMissingData: missingData[kind.missing],
      metric,
    };
    const threshold = typeof kind.threshold === 'number' ? kind.threshold : kind.threshold(cell);
    return kind.comparison === 'outsideBand'
      ? new AnomalyDetectionAlarm(this, 'Alarm', { ...common, stdDevs: threshold })
      : new Alarm(this, 'Alarm', { ...common, threshold, comparisonOperator: operators[kind.comparison] });
  }
}

/** The name of an alarm: cell, kind, subject. */
export function alarmName({ prefix }: Pick<Cell, 'prefix'>, definition: AlarmDefinition): string {
  return names(prefix).alarm(partOfName(definition));
}

const operators = {
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

const missingData = {
  breaching: TreatMissingData.BREACHING,
  notBreaching: TreatMissingData.NOT_BREACHING,
} as const satisfies Record<string, AlarmProps['treatMissingData']>;

/** A description may have 1,024 characters; the metrics themselves name the other resources. */
const namedResources = 3;

function description(kind: AlarmKind, watches: readonly string[]): string {
  const named = watches.slice(0, namedResources).join(', ');
  const others = watches.length - namedResources;
  const { means, because, runbook, ...routing } = kind;
  return alarmDescription(`${named}${others > 0 ? ` and ${others} more` : ''}. ${means} ${because}`, {
    ...routing,
    runbook: runbookAddress(runbook),
  });
}
