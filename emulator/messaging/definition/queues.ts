import type { CellTemplate, Resource } from '../../template/cell-template.ts';
import { type Definition, DefinitionError, readResource } from '../../template/definition.ts';
import { encryption, labels, permissions } from '../../template/without-effect.ts';
import { Queue, type QueueContext } from '../queue.ts';
import type { QueueSettings } from '../queue-settings.ts';

const queueWithoutEffect = {
  ...labels,
  KmsMasterKeyId: encryption,
  KmsDataKeyReusePeriodSeconds: encryption,
  SqsManagedSseEnabled: encryption,
  MessageRetentionPeriod: 'messages stay until they are consumed',
  FifoThroughputLimit: 'the machine is the limit',
  RedriveAllowPolicy: permissions,
} as const;

/** Every queue by name, each with its dead-letter queue. */
export function queuesOf(template: CellTemplate, context: QueueContext): Map<string, Queue> {
  const queues = new Map<string, Queue>();
  const redrives: { queue: Queue; deadLetters: string }[] = [];
  for (const resource of template.ofType('AWS::SQS::Queue')) {
    const { settings, deadLetters } = readResource(resource, queueWithoutEffect, (queue) =>
      readQueue(queue, arnOf(resource)),
    );
    const queue = new Queue(settings, context);
    queues.set(settings.name, queue);
    if (deadLetters !== undefined) redrives.push({ queue, deadLetters });
  }
  for (const { queue, deadLetters } of redrives) queue.deadLetterQueue = queueWithArn(queues, deadLetters);
  return queues;
}

function readQueue(queue: Definition, arn: string) {
  const redrive = queue.optionalObject('RedrivePolicy');
  const settings: QueueSettings = {
    name: queue.text('QueueName'),
    arn,
    fifo: queue.flag('FifoQueue'),
    contentBasedDeduplication: queue.flag('ContentBasedDeduplication'),
    deduplicationScope: queue.has('DeduplicationScope')
      ? queue.oneOf('DeduplicationScope', ['queue', 'messageGroup'])
      : 'queue',
    visibilityTimeoutSeconds: queue.optionalNumber('VisibilityTimeout') ?? 30,
    maxReceiveCount: redrive && (redrive.optionalNumber('maxReceiveCount') ?? 10),
  };
  return { settings, deadLetters: redrive?.text('deadLetterTargetArn') };
}

/**
 * Stands for a queue that left the definition while it held messages: they stay, nobody reads them.
 */
export function retiredQueue(name: string): QueueSettings {
  return {
    name,
    arn: `retired:${name}`,
    fifo: name.endsWith('.fifo'),
    contentBasedDeduplication: false,
    deduplicationScope: 'messageGroup',
    visibilityTimeoutSeconds: 30,
    isRetired: true,
  };
}

/** @throws {DefinitionError} when there is no such queue */
export function queueWithArn(queues: ReadonlyMap<string, Queue>, arn: string): Queue {
  for (const queue of queues.values()) if (queue.settings.arn === arn) return queue;
  throw new DefinitionError(`the templates have no queue ${arn}`);
}

/** @throws {DefinitionError} for a resource of a type without ARNs */
export function arnOf({ arn, stack, logicalId }: Resource): string {
  if (!arn) throw new DefinitionError(`${stack}/${logicalId} has no ARN`);
  return arn;
}
