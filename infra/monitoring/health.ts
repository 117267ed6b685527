import { AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import { chunks } from '../../lib/chunks.ts';
import type { Cell } from '../cells/cell.ts';
import { type Severity, severities } from '../metrics/alarm-kind.ts';
import type { CellAlarm } from './cell-alarm.ts';
import { runbookAddress } from './runbooks.ts';

export interface HealthProps {
  readonly cell: Cell;
  readonly alarms: readonly CellAlarm[];
}

/**
 * A composite alarm takes up to 100 alarms and a rule of 10,240 characters
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html). A
 * name is 100 characters at most, and `ALARM("…") OR ` 14 more, so that 80 always fit.
 */
const alarmsPerComposite = 80;

/** An alarm below a composite one. */
interface Child {
  readonly alarm: Construct;
  readonly alarmName: string;
}

/** What an alarm of each severity says about the cell. */
const meaning: Readonly<Record<Severity, string>> = {
  critical: 'Events are late, refused or held up, or nobody would notice. Stop the release.',
  warning: 'Something needs attention within the working day.',
};

/**
 * The health of the cell: one alarm that is quiet when all is well, over one for each severity. A
 * release watches it while it bakes, a person sees at a glance. It announces nothing, since each
 * alarm below does so itself.
 */
export class Health extends Construct {
  readonly alarm: CompositeAlarm;
  /** It, and those for each severity. */
  readonly alarms: readonly CompositeAlarm[];

  constructor(scope: Construct, id: string, { cell, alarms }: HealthProps) {
    super(scope, id);
    const name = (what: string) => names(cell.prefix).alarm(what);
    const bySeverity = severities.map((severity) => {
      const description = `${meaning[severity]} ${runbook}`;
      const parts = chunks(
        alarms.filter((alarm) => alarm.severity === severity),
        alarmsPerComposite,
      );
      const [only, ...others] = parts;
      if (only && others.length === 0) return this.#anyOf(name(`health-${severity}`), description, only);
      return this.#anyOf(
        name(`health-${severity}`),
        description,
        parts.map((part, index) =>
          this.#anyOf(name(`health-${severity}-${index + 1}`), `A part of health-${severity}.`, part),
        ),
      );
    });
    this.alarm = this.#anyOf(
      name('health'),
      `Quiet when the cell ${cell.name} is well. ${runbook}`,
      bySeverity,
    ).alarm;
    this.alarms = [this.alarm, ...bySeverity.map(({ alarm }) => alarm)];
  }

  /** Rings while any of them does. Named by name: their ARNs are several times as long. */
  #anyOf(
    alarmName: string,
    alarmDescription: string,
    children: readonly Child[],
  ): Child & { alarm: CompositeAlarm } {
    const alarm = new CompositeAlarm(this, alarmName, {
      compositeAlarmName: alarmName,
      alarmDescription,
      alarmRule: AlarmRule.fromString(children.map((child) => `ALARM("${child.alarmName}")`).join(' OR ')),
    });
    for (const child of children) alarm.node.addDependency(child.alarm);
    return { alarm, alarmName };
  }
}

const runbook = `Runbook: ${runbookAddress('The health of a cell')}`;
