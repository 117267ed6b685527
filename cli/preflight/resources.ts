import { CloudControlClient, GetResourceCommand } from '@aws-sdk/client-cloudcontrol';
import { paginateListTopics, SNSClient } from '@aws-sdk/client-sns';
import { paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import type { AccountReader } from '../../infra/planner/preflight/account.ts';
import type { Place } from './place.ts';
import { readOnly } from './read-only.ts';
import { reading, unlessMissing } from './reading.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
const queuesPerPage = 1_000;

/**
 * Whether something is there. Cloud Control reads a resource of any type with the rights of the caller, as the
 * deployment would, so a dozen services need no client each.
 * https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-read.html
 */
export function readResources(place: Place): Pick<AccountReader, 'has' | 'queues' | 'topics'> {
  const cloudControl = readOnly(new CloudControlClient(place));
  const sqs = readOnly(new SQSClient(place));
  const sns = readOnly(new SNSClient(place));
  return {
    has: ({ type: TypeName, identifier: Identifier }) =>
      reading('cloudformation:GetResource', async () => {
        const found = await unlessMissing(/^ResourceNotFoundException$/, () =>
          cloudControl.send(new GetResourceCommand({ TypeName, Identifier })),
        );
        return found !== undefined;
      }),
    queues: (QueueNamePrefix) =>
      reading('sqs:ListQueues', async () => {
        const pages = paginateListQueues(
          { client: sqs, pageSize: queuesPerPage },
          QueueNamePrefix === '' ? {} : { QueueNamePrefix },
        );
        const names: string[] = [];
        for await (const { QueueUrls = [] } of pages) names.push(...QueueUrls.map(lastPart('/')));
        return names;
      }),
    topics: () =>
      reading('sns:ListTopics', async () => {
        const names: string[] = [];
        for await (const { Topics = [] } of paginateListTopics({ client: sns }, {}))
          names.push(...Topics.map(({ TopicArn = '' }) => lastPart(':')(TopicArn)));
        return names;
      }),
  };
}

const lastPart = (mark: string) => (text: string) => text.slice(text.lastIndexOf(mark) + 1);
