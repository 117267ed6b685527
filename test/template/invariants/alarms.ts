import type { Resource } from '../../../emulator/template/cell-template.ts';
import { envNames } from '../../../functions/adapters/lambda/env.ts';
import { names } from '../../../functions/core/names.ts';
import type { TimeSeriesName } from '../../../infra/cells/cell.ts';
import type { JsonObject } from '../../../lib/json.ts';
import { kindsWith } from '../kinds-of-store.ts';
import { at, byArn, type Check, idOf, objectsOf, ofType, textAt, textsOf } from './resources.ts';

/**
 * For each kind of resource: what it is called in the dimension, and the metrics of which each
 * needs an alarm.
 */
const watched: Readonly<Record<string, { readonly dimension: string; readonly metrics: readonly string[] }>> =
  {
    'AWS::Events::Rule': {
      dimension: 'RuleName',
      metrics: ['FailedInvocations', 'InvocationsFailedToBeSentToDlq'],
    },
    'AWS::Lambda::Function': { dimension: 'FunctionName', metrics: ['Errors', 'Throttles', 'Duration'] },
    'AWS::SNS::Topic': { dimension: 'TopicName', metrics: ['NumberOfNotificationsFailed'] },
    'AWS::KinesisFirehose::DeliveryStream': {
      dimension: 'DeliveryStreamName',
      metrics: ['ThrottledRecords'],
    },
    'AWS::DynamoDB::Table': {
      dimension: 'TableName',
      metrics: ['ReadThrottleEvents', 'WriteThrottleEvents'],
    },
  };

/**
 * What must be watched is, every alarm tells somebody, and what the health of the cell is made of
 * exists.
 */
export const alarms: Check = (resources) => {
  const all = ofType(resources, 'AWS::CloudWatch::Alarm');
  const readings = new Set(all.flatMap(({ properties }) => metricsOf(properties)));
  const isSmall = !ofType(resources, 'AWS::Lambda::Function').some(
    ({ properties }) => properties.ReservedConcurrentExecutions !== undefined,
  );
  const expected = isSmall
    ? expectedOfSmall(resources)
    : [...expectedOfQueues(resources), ...expectedOfOthers(resources)];
  const unwatched = expected
    .filter(({ reading }) => !readings.has(reading))
    .map(({ reading, of }) => `No alarm watches ${reading} of ${idOf(of)}`);
  const hasLinks = ofType(resources, 'AWS::Lambda::Function').some(({ physicalId }) =>
    physicalId.endsWith(names().alertLinksFunction),
  );
  const missingKinds = kindsWith(storeOf(resources))
    .flatMap(([name, kind]) => (isSmall || kind.optional ? [] : [name]))
    .filter((kind) => hasLinks || !kind.startsWith('alert-links-'))
    .filter((kind) => !all.some(({ properties }) => isOfKind(properties, kind)))
    .map((kind) => `There is no alarm of the kind ${kind}`);
  return [...unwatched, ...missingKinds, ...silent(resources), ...danglingParts(resources)];
};

interface Expected {
  readonly reading: string;
  readonly of: Resource;
}

/** The metrics of functions that a small cell cannot do without: nothing else tells of what they tell. */
const metricsOfSmall: Readonly<Record<string, readonly string[]>> = {
  Reconciler: ['UnaccountedEvents', 'UnprovedSeconds'],
  AlertRouter: ['AlertsAnnounced'],
  StuckInvoiceDetector: ['StuckInvoices'],
  Processor: ['ConflictingEvents'],
};

/**
 * In a cell that is watched by what becomes of its events: that every one is looked for, that the archive which that
 * rests on gets every one, that the bus takes them, and that somebody is told.
 */
function expectedOfSmall(resources: readonly Resource[]): Expected[] {
  const queues = byArn(resources, 'AWS::SQS::Queue');
  const oneIsTooMany = (arn: string | undefined): Expected[] => {
    const queue = queues.get(arn ?? '');
    if (!queue) return [];
    const name = textAt(queue.properties, 'QueueName');
    return [{ reading: `ApproximateNumberOfMessagesVisible QueueName=${name}`, of: queue }];
  };
  const archives = ofType(resources, stream).filter(
    ({ properties }) => properties.IcebergDestinationConfiguration === undefined,
  );
  const functionsNamed = (part: string) =>
    ofType(resources, 'AWS::Lambda::Function').filter(({ physicalId }) => physicalId.endsWith(part));
  return [
    ...Object.entries(metricsOfSmall).flatMap(([part, metrics]) =>
      functionsNamed(part).flatMap((of) =>
        metrics.map((metric) => ({ reading: `${metric} service=${of.physicalId}`, of })),
      ),
    ),
    ...ofType(resources, 'AWS::ApiGateway::RestApi').map((of) => ({
      reading: `5XXError ApiName=${of.properties.Name}`,
      of,
    })),
    ...archives.map((of) => ({
      reading: `DeliveryToS3.Success DeliveryStreamName=${of.properties.DeliveryStreamName}`,
      of,
    })),
    ...ofType(resources, 'AWS::Events::Rule').flatMap((rule) =>
      objectsOf(rule.properties.Targets)
        .filter((target) => archives.some(({ arn }) => arn === textAt(target, 'Arn')))
        .flatMap((target) => [
          { reading: `InvocationsFailedToBeSentToDlq RuleName=${rule.properties.Name}`, of: rule },
          ...oneIsTooMany(textAt(target, 'DeadLetterConfig', 'Arn')),
        ]),
    ),
    ...ofType(resources, 'AWS::Events::EventBus').flatMap(({ properties }) =>
      oneIsTooMany(textAt(properties, 'DeadLetterConfig', 'Arn')),
    ),
    ...ofType(resources, 'AWS::SNS::Subscription')
      .filter(({ properties }) => properties.Protocol !== 'sqs')
      .flatMap(({ properties }) => oneIsTooMany(textAt(properties, 'RedrivePolicy', 'deadLetterTargetArn'))),
    ...functionsNamed('AlertRouter').flatMap(({ properties }) =>
      oneIsTooMany(textAt(properties, 'DeadLetterConfig', 'TargetArn')),
    ),
  ];
}

/** A queue that something polls must not age; of any other a single message is too many. */
function expectedOfQueues(resources: readonly Resource[]): Expected[] {
  const polled = new Set(
    ofType(resources, 'AWS::Lambda::EventSourceMapping').map(({ properties }) =>
      textAt(properties, 'EventSourceArn'),
    ),
  );
  return [...byArn(resources, 'AWS::SQS::Queue')].flatMap(([arn, queue]) => {
    const metrics = polled.has(arn)
      ? ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible']
      : ['ApproximateNumberOfMessagesVisible'];
    return metrics.map((metric) => ({
      reading: `${metric} QueueName=${textAt(queue.properties, 'QueueName')}`,
      of: queue,
    }));
  });
}

function expectedOfOthers(resources: readonly Resource[]): Expected[] {
  return resources.flatMap((resource) => {
    const { dimension, metrics: usual } = watched[resource.type] ?? { dimension: '', metrics: [] };
    const metrics = [...usual, ...(resource.type === stream ? deliveriesOf(resource) : [])];
    const name = (resource.arn ?? resource.physicalId).split(/[:/]/).at(-1);
    return metrics.map((metric) => ({ reading: `${metric} ${dimension}=${name}`, of: resource }));
  });
}

const stream = 'AWS::KinesisFirehose::DeliveryStream';

/** What a stream reports of its deliveries, by where they go. */
function deliveriesOf({ properties }: Resource): readonly string[] {
  return properties.IcebergDestinationConfiguration === undefined
    ? ['DeliveryToS3.DataFreshness', 'DeliveryToS3.Success']
    : ['DataFreshness', 'Success', 'FailedRowCount'].map((metric) => `DeliveryToIceberg.${metric}`);
}

/** The store of the cell's time series, as its functions are told. */
function storeOf(resources: readonly Resource[]): TimeSeriesName {
  const names = ofType(resources, 'AWS::Lambda::Function').map(({ properties }) =>
    textAt(properties, 'Environment', 'Variables', envNames.timeSeriesStore),
  );
  return names.includes('lake') ? 'lake' : 'timestream';
}

/** `metric dimension=value` of each metric an alarm reads. */
function metricsOf(alarm: JsonObject): string[] {
  const metrics = [
    alarm,
    ...objectsOf(alarm.Metrics).map((query) => at(query, 'MetricStat', 'Metric') ?? null),
  ];
  return metrics.flatMap((metric) => {
    const name = textAt(metric, 'MetricName');
    return name === undefined
      ? []
      : objectsOf(at(metric, 'Dimensions')).map(
          (dimension) => `${name} ${textAt(dimension, 'Name')}=${textAt(dimension, 'Value')}`,
        );
  });
}

function isOfKind({ AlarmName: name }: JsonObject, kind: string): boolean {
  return typeof name === 'string' && new RegExp(`(^|-)${kind}(-|$)`).test(name);
}

const silent: Check = (resources) =>
  ofType(resources, 'AWS::CloudWatch::Alarm')
    .filter(({ properties }) => textsOf(properties.AlarmActions).length === 0)
    .map((alarm) => `The alarm ${idOf(alarm)} tells nobody`);

/** The parts that a composite alarm names; where there is none, a dashboard shows each alarm. */
const danglingParts: Check = (resources) => {
  const composites = ofType(resources, 'AWS::CloudWatch::CompositeAlarm');
  const known = new Set(
    ofType(resources, 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').flatMap(
      ({ arn, properties }) => [arn, textAt(properties, 'AlarmName')],
    ),
  );
  const dangling = composites.flatMap((composite) =>
    Array.from(String(composite.properties.AlarmRule).matchAll(/ALARM\("?([^")]+)"?\)/g), ([, part]) => part)
      .filter((part) => !known.has(part))
      .map((part) => `The alarm ${idOf(composite)} is made of ${part}, which is not there`),
  );
  return composites.length === 0 ? unshown(resources) : dangling;
};

/** Alarms that no dashboard refers to, and those that one does which are not there. */
const unshown: Check = (resources) => {
  const all = ofType(resources, 'AWS::CloudWatch::Alarm');
  const dashboards = JSON.stringify(
    ofType(resources, 'AWS::CloudWatch::Dashboard').map(({ properties }) => properties),
  );
  const shown = Array.from(dashboards.matchAll(/arn:[^"\\]+:alarm:[^"\\]+/g), ([arn]) => arn);
  const known = new Set(all.map(({ arn }) => arn));
  return [
    ...all
      .filter(({ arn = '' }) => !shown.includes(arn))
      .map((alarm) => `Neither an alarm of the cell's health nor a dashboard knows ${idOf(alarm)}`),
    ...shown
      .filter((arn) => !known.has(arn))
      .map((arn) => `A dashboard shows the alarm ${arn}, which is not there`),
  ];
};
