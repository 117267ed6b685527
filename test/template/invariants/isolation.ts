import type { Resource } from '../../../emulator/template/cell-template.ts';
import { entryMetadata } from '../../../functions/core/names.ts';
import { byArn, type Check, idOf, ofType, textAt } from './resources.ts';

/**
 * What fails in a stack of partitions stops none of another: its relay queues are read by a relay of the same
 * stack, and what is on its way there is under a key that nothing of another stack's way is under.
 */
export const isolation: Check = (resources) => {
  const queues = byArn(resources, 'AWS::SQS::Queue');
  const relays = new Map(
    ofType(resources, 'AWS::Lambda::Function')
      .filter(({ metadata }) => metadata[entryMetadata] === 'functions/relay')
      .map((relay) => [relay.physicalId, relay]),
  );
  const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');
  const elsewhere = mappings.flatMap((mapping) => {
    const queue = queues.get(textAt(mapping.properties, 'EventSourceArn') ?? '');
    const relay = relays.get(functionNameOf(mapping));
    return queue && relay && queue.stack !== relay.stack
      ? [`${idOf(mapping)} has ${idOf(queue)} read by ${idOf(relay)}, which fails for both stacks at once`]
      : [];
  });
  const shared = [...Map.groupBy(onTheirWay(resources), keyOf)].flatMap(([key, users]) =>
    key === undefined || new Set(users.map(({ stack }) => stack)).size === 1
      ? []
      : users.map((user) => `${idOf(user)} is under ${key}, which is withdrawn for several stacks at once`),
  );
  return [...elsewhere, ...shared];
};

/** The queues and topics of partitions: those that are FIFO, what relays read, and the dead letters of that. */
function onTheirWay(resources: readonly Resource[]): readonly Resource[] {
  const queues = byArn(resources, 'AWS::SQS::Queue');
  const relayed = ofType(resources, 'AWS::Events::Rule').flatMap(
    ({ properties }) => JSON.stringify(properties.Targets ?? []).match(/arn:[^"]+-relay(?=")/g) ?? [],
  );
  const sources = relayed.flatMap((arn) => queues.get(arn) ?? []);
  const deadLetters = sources.flatMap(
    ({ properties }) => queues.get(textAt(properties.RedrivePolicy, 'deadLetterTargetArn') ?? '') ?? [],
  );
  return [
    ...ofType(resources, 'AWS::SQS::Queue').filter(({ properties }) => properties.FifoQueue === true),
    ...ofType(resources, 'AWS::SNS::Topic').filter(({ properties }) => properties.FifoTopic === true),
    ...sources,
    ...deadLetters,
  ];
}

function keyOf({ properties }: Resource): string | undefined {
  return textAt(properties, 'KmsMasterKeyId');
}

/** Without the alias that may be invoked. */
function functionNameOf({ properties }: Resource): string {
  return (textAt(properties, 'FunctionName') ?? '').replace(/^arn:.*:function:/, '').replace(/:[^:]*$/, '');
}
