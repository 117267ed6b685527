import type { Resource } from '../../../emulator/template/cell-template.ts';
import { at, byArn, type Check, idOf, objectsOf, ofType, textAt } from './resources.ts';

/** The longest that SQS keeps a message. */
const fourteenDays = 14 * 24 * 60 * 60;

/**
 * Every hop has a queue for what it could not pass on, which exists, is of the kind AWS demands,
 * and keeps it for 14 days.
 */
export const deadLetters: Check = (resources) => {
  const queues = byArn(resources, 'AWS::SQS::Queue');

  /** @param fifo of which kind the queue has to be */
  const complaints = (who: string, deadLetterArn: string | undefined, fifo: boolean): string[] => {
    if (deadLetterArn === undefined) return [`${who} has no dead-letter queue`];
    const queue = queues.get(deadLetterArn);
    if (!queue) return [`${who} sends its dead letters to ${deadLetterArn}, which is not there`];
    return isFifo(queue) === fifo
      ? []
      : [`${who} sends its dead letters to ${idOf(queue)}, which is ${fifo ? 'not ' : ''}FIFO`];
  };

  const ofRules = ofType(resources, 'AWS::Events::Rule').flatMap((rule) =>
    objectsOf(rule.properties.Targets).flatMap((target) =>
      complaints(
        `The target ${textAt(target, 'Id')} of rule ${idOf(rule)}`,
        textAt(target, 'DeadLetterConfig', 'Arn'),
        false,
      ),
    ),
  );
  const ofBuses = ofType(resources, 'AWS::Events::EventBus').flatMap((bus) =>
    complaints(`The bus ${idOf(bus)}`, textAt(bus.properties, 'DeadLetterConfig', 'Arn'), false),
  );
  const ofSchedules = ofType(resources, 'AWS::Scheduler::Schedule').flatMap((schedule) =>
    complaints(
      `The schedule ${idOf(schedule)}`,
      textAt(schedule.properties, 'Target', 'DeadLetterConfig', 'Arn'),
      false,
    ),
  );
  const ofSubscriptions = ofType(resources, 'AWS::SNS::Subscription').flatMap((subscription) =>
    complaints(
      `The subscription ${idOf(subscription)}`,
      textAt(subscription.properties, 'RedrivePolicy', 'deadLetterTargetArn'),
      textAt(subscription.properties, 'TopicArn')?.endsWith('.fifo') === true,
    ),
  );
  const ofPolledQueues = ofType(resources, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const arn = textAt(mapping.properties, 'EventSourceArn') ?? '';
    const queue = queues.get(arn);
    if (!queue) return [`The event source mapping ${idOf(mapping)} reads ${arn}, which is not there`];
    return complaints(
      `The queue ${idOf(queue)}`,
      textAt(queue.properties, 'RedrivePolicy', 'deadLetterTargetArn'),
      isFifo(queue),
    );
  });
  const shortLived = [...queues.values()]
    .filter(({ properties }) => properties.MessageRetentionPeriod !== fourteenDays)
    .map((queue) => `The queue ${idOf(queue)} keeps messages for less than 14 days`);

  return [
    ...[ofRules, ofBuses, ofSchedules, ofSubscriptions, ofPolledQueues, shortLived].flat(),
    ...unwatchedFunctions(resources),
  ];
};

function isFifo({ properties }: Resource): boolean {
  return at(properties, 'FifoQueue') === true;
}

/** A function that a rule or a topic calls, asynchronously, keeps what it failed at. */
const unwatchedFunctions: Check = (resources) => {
  const functions = byArn(resources, 'AWS::Lambda::Function');
  const called = [
    ...ofType(resources, 'AWS::Events::Rule').flatMap(({ properties }) =>
      objectsOf(properties.Targets).map((target) => textAt(target, 'Arn')),
    ),
    ...ofType(resources, 'AWS::SNS::Subscription').map(({ properties }) => textAt(properties, 'Endpoint')),
    ...ofType(resources, 'AWS::Scheduler::Schedule').map(({ properties }) =>
      textAt(properties, 'Target', 'Arn'),
    ),
  ].flatMap((arn) => functions.get(arn ?? '') ?? []);
  return [...new Set(called)]
    .filter(({ properties }) => textAt(properties, 'DeadLetterConfig', 'TargetArn') === undefined)
    .map((lambda) => `The function ${idOf(lambda)} is called asynchronously and has no dead-letter queue`);
};
