import { AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type Severity, severities } from '../../functions/core/alerts/severity.ts';
import { names } from '../../functions/core/names.ts';
import { chunks } from '../../lib/chunks.ts';
import type { Cell } from '../cells/cell.ts';
import type { CellAlarm } from './cell-alarm.ts';
import { runbookAddress } from './runbooks.ts';

export interface HealthProps {
  readonly cell: Cell;
  readonly alarms: readonly CellAlarm[];
}

/**
 * The number of alarms in a composite alarm, which takes up to 100 and a rule of 10,240 characters
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html). A
 * name has up to 100 characters and `ALARM("…") OR ` 14 more, so that 89 always fit.
 */
const alarmsPerComposite = 89;

/** An alarm that a composite one is made of. */
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
 * The health of the cell: one alarm that is quiet when all is well, over one per severity. A release watches
 * it while it bakes. It announces nothing, since every alarm below it does. A cell with few alarms has none.
 */
export class Health extends Construct {
  readonly alarm: CompositeAlarm;
  /** This alarm, and those of each severity. */
  readonly alarms: readonly CompositeAlarm[];

  constructor(scope: Construct, id: string, { cell, alarms }: HealthProps) {
    super(scope, id);
    const name = (what: string) => names(cell.prefix).alarm(what);
    const bySeverity = this.#bySeverity(name, alarms);
    this.alarm = this.#anyOf(
      name('health'),
      `Quiet when the cell ${cell.name} is well. ${runbook}`,
      bySeverity,
    ).alarm;
    this.alarms = [this.alarm, ...bySeverity.map(({ alarm }) => alarm)];
  }

  #bySeverity(name: (what: string) => string, alarms: readonly CellAlarm[]) {
    return severities.map((severity) => {
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
  }

  /**
   * Rings while any of the alarms does. It refers to them by name: their ARNs are several times as
   * long.
   */
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
