import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import type { Stage } from '../../schemas/stages.ts';
import type { DeadLetters } from '../core/dead-letters.ts';
import { createEventBridgeRules } from './eventbridge/rules.ts';
import { createFirehoseStream } from './firehose/stream.ts';
import { SqsDeadLetters } from './sqs/dead-letters.ts';

/** Which cell, and how AWS is reached: what every client of its Region is made with. */
export interface DeployedCell {
  readonly prefix: string;
  readonly partitions: readonly string[];
  /** The stages that have a downstream. */
  readonly downstreams: readonly Stage[];
  readonly client: Pick<SQSClientConfig, 'region' | 'endpoint' | 'credentials'>;
}

/** The dead letters of a deployed cell, with the rights of whoever calls. */
export function deployedDeadLetters({ prefix, partitions, downstreams, client }: DeployedCell): DeadLetters {
  return new SqsDeadLetters({
    ...{ prefix, partitions, downstreams, client: new SQSClient(client), clock: { now: Date.now } },
    queuesFor: createEventBridgeRules(new EventBridgeClient(client), { prefix, partitions }),
    putRecord: createFirehoseStream(new FirehoseClient(client)),
  });
}
