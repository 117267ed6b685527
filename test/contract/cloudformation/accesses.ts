import type { CellTemplate } from '../../../emulator/template/cell-template.ts';
import { textAt } from '../../template/invariants/resources.ts';
import type { Access } from './iam.ts';
import type { Call } from './recording-proxy.ts';

/** Operations on several messages that IAM knows under the name of the operation on one. */
const batched = /^(Publish|SendMessage|DeleteMessage|ChangeMessageVisibility)Batch$/;

/**
 * What the role of a function needs for a call, the uses of keys that the called service makes in
 * its name included.
 */
export function accessesOf(cell: CellTemplate, { service, operation, input }: Call): readonly Access[] {
  const name = operation.replace(batched, '$1');
  const arn = resourceOf(cell, service, input);
  const access = { action: `${service}:${name}`, resource: arn };
  const key = keyOf(cell, arn);
  if (key === undefined) return [access];
  const via = `${service}.${cell.region}.amazonaws.com`;
  return [access, ...keyActions(access.action).map((action) => ({ action, resource: key, via }))];
}

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
 * and the like for SNS and DynamoDB
 */
function keyActions(action: string): readonly string[] {
  if (action === 'sqs:SendMessage' || action === 'sns:Publish') return ['kms:GenerateDataKey', 'kms:Decrypt'];
  if (action === 'sqs:ReceiveMessage' || action.startsWith('dynamodb:')) return ['kms:Decrypt'];
  return [];
}

/** The ARN of what a call is about; `*` for a call about nothing in particular. */
function resourceOf(cell: CellTemplate, service: string, input: Call['input']): string {
  const arn = (resource: string) => `arn:aws:${service}:${cell.region}:${cell.accountId}:${resource}`;
  const { QueueUrl: url, QueueName: queue, TopicArn: topic, TableName: table, IndexName: index } = input;
  if (service === 'sqs') return arn(String(queue ?? String(url).split('/').at(-1)));
  if (service === 'sns') return String(topic);
  if (service === 'dynamodb')
    return arn(index === undefined ? `table/${table}` : `table/${table}/index/${index}`);
  if (service === 'timestream' && table !== undefined)
    return arn(`database/${input.DatabaseName}/table/${table}`);
  return '*';
}

/** The key that a queue, a topic or a table is encrypted with. */
function keyOf(cell: CellTemplate, arn: string): string | undefined {
  const holder = cell.resources.find(
    (resource) =>
      resource.arn !== undefined && (arn === resource.arn || arn.startsWith(`${resource.arn}/index/`)),
  );
  const key =
    textAt(holder?.properties, 'KmsMasterKeyId') ??
    textAt(holder?.properties, 'SSESpecification', 'KMSMasterKeyId');
  return key === undefined ? undefined : cell.find(key, 'AWS::KMS::Key')?.arn;
}
