import type { JsonValue } from '../../../lib/json.ts';
import type { CellTemplate } from '../../template/cell-template.ts';
import type { Definition } from '../../template/definition.ts';
import { readResource } from '../../template/definition.ts';
import { functionNamed } from '../../template/functions.ts';
import { encryption, labels, neverUnreachable, permissions } from '../../template/without-effect.ts';
import type { EventSourceSettings } from '../event-source.ts';
import type { Queue } from '../queue.ts';
import { intervalMsOf, type ScheduleSettings } from '../schedule.ts';
import { queueWithArn } from './queues.ts';

const mappingWithoutEffect = {
  ...labels,
  MetricsConfig: 'the host keeps metrics of its own',
} as const;

/** Every enabled event source mapping, with the queue it polls. */
export function eventSourcesOf(
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
): { queue: Queue; settings: EventSourceSettings }[] {
  return template
    .ofType('AWS::Lambda::EventSourceMapping')
    .map((resource) => readResource(resource, mappingWithoutEffect, readMapping))
    .filter(({ enabled }) => enabled)
    .map(({ sourceArn, functionName, settings }) => ({
      queue: queueWithArn(queues, sourceArn),
      settings: {
        ...settings,
        functionName: functionNamed(template, functionName),
        region: template.region,
      },
    }));
}

/** Lambda's own, as it does not scale an event source further. */
const maxConcurrency = 1000;

function readMapping(mapping: Definition) {
  return {
    enabled: mapping.flag('Enabled', true),
    sourceArn: mapping.text('EventSourceArn'),
    functionName: mapping.text('FunctionName'),
    settings: {
      batchSize: mapping.optionalNumber('BatchSize') ?? 10,
      batchingWindowSeconds: mapping.optionalNumber('MaximumBatchingWindowInSeconds') ?? 0,
      maximumConcurrency:
        mapping.object('ScalingConfig').optionalNumber('MaximumConcurrency') ?? maxConcurrency,
      reportsItemFailures: mapping.texts('FunctionResponseTypes').includes('ReportBatchItemFailures'),
    },
  };
}

const scheduleWithoutEffect = {
  ...labels,
  Name: 'a name for people',
  GroupName: 'a name for people',
  ScheduleExpressionTimezone: 'a rate is the same in every time zone',
  KmsKeyArn: encryption,
} as const;

const targetWithoutEffect = { RoleArn: permissions, RetryPolicy: neverUnreachable } as const;

/** Every enabled schedule, with the function it invokes. */
export function schedulesOf(template: CellTemplate, queues: ReadonlyMap<string, Queue>): ScheduleSettings[] {
  return template
    .ofType('AWS::Scheduler::Schedule')
    .map((resource) => readResource(resource, scheduleWithoutEffect, readSchedule))
    .filter(({ enabled }) => enabled)
    .map(({ targetArn, intervalMs, input, deadLettersArn }) => ({
      functionName: functionNamed(template, targetArn),
      intervalMs,
      input,
      deadLetters: deadLettersArn === undefined ? undefined : queueWithArn(queues, deadLettersArn),
    }));
}

function readSchedule(schedule: Definition) {
  schedule.object('FlexibleTimeWindow').oneOf('Mode', ['OFF']);
  const target = schedule.object('Target', targetWithoutEffect);
  const input: JsonValue = target.document('Input') ?? {};
  return {
    enabled: !schedule.has('State') || schedule.oneOf('State', ['ENABLED', 'DISABLED']) === 'ENABLED',
    intervalMs: intervalMsOf(schedule.text('ScheduleExpression')),
    targetArn: target.text('Arn'),
    input,
    deadLettersArn: target.optionalObject('DeadLetterConfig')?.text('Arn'),
  };
}
