import type { Access } from './iam.ts';

/** Something a function may do and no call of the run does, and why it is granted all the same. */
interface UnusedGrant {
  readonly action: string;
  /** In whose name a key is used, or which resource is meant; any when not said. */
  readonly of?: RegExp;
  /** Which function; any when not said. */
  readonly caller?: RegExp;
  readonly reason: string;
}

const byLambda = 'Lambda does it in the name of the function';
const neverCalled =
  'for invoices that are stuck and alarms that ring; none of the run is, and the topics of contacts are in no stack of it';
const unarchived =
  'the reconciler reads what Firehose has archived, which moto does not write; aws-conservation.test.ts calls it all';
const byReconciler = [
  { action: 's3:ListBucket' },
  { action: 's3:GetObject' },
  { action: 'cloudwatch:GetMetricData' },
  { action: 'timestream:Select' },
  { action: 'dynamodb:BatchGetItem' },
  { action: 'dynamodb:GetItem', of: /invoice-ledger$/ },
  { action: 'kms:Decrypt', of: /^(s3|timestream)\./ },
  ...['GetQueueAttributes', 'GetQueueUrl', 'SendMessage', 'ReceiveMessage', 'ChangeMessageVisibility'].map(
    (name) => ({ action: `sqs:${name}` }),
  ),
];
const stillHot =
  'no invoice of the run is old enough to have left the ledger; the cold ledger’s contract calls it all';
const ofCopies = [
  { action: 's3:GetObject' },
  { action: 's3:PutObject', caller: /InvoiceLettingGo$/ },
  { action: 'dynamodb:Query', of: /invoice-ledger.index.deadlines$/, caller: /InvoiceLettingGo$/ },
  { action: 'kms:Decrypt', of: /^s3\./ },
  { action: 'kms:GenerateDataKey', of: /^s3\./, caller: /InvoiceLettingGo$/ },
];
const byDynamo = 'DynamoDB asks it of whoever writes to a table under the key';

export const unusedGrants: readonly UnusedGrant[] = [
  ...byReconciler.map((grant) => ({ ...grant, caller: /Reconciler$/, reason: unarchived })),
  ...ofCopies.map((grant) => ({ ...grant, reason: stillHot })),
  { action: 'logs:CreateLogStream', reason: `${byLambda}, for its log` },
  { action: 'logs:PutLogEvents', reason: `${byLambda}, for its log` },
  { action: 'kms:Decrypt', of: /^lambda\./, reason: `${byLambda}, to open its settings` },
  {
    action: 'sqs:SendMessage',
    of: /-(stuck|alert-router|reconciler)-dlq$/,
    reason: `${byLambda}, when it has given up on a call`,
  },
  { action: 'kms:Decrypt', of: /:key\//, reason: `${byLambda}, to send there` },
  { action: 'kms:GenerateDataKey', of: /:key\//, reason: `${byLambda}, to send there` },
  ...['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'].map((name) => ({
    action: `dynamodb:${name}`,
    of: /invoice-(operations|ledger)$/,
    reason: neverCalled,
  })),
  { action: 'kms:Decrypt', of: /^dynamodb\./, reason: neverCalled },
  { action: 'events:PutEvents', reason: neverCalled },
  { action: 'sns:Publish', of: /-invoice-alerts-/, reason: neverCalled },
  { action: 'kms:GenerateMac', reason: neverCalled },
  { action: 'kms:VerifyMac', reason: 'nobody opens a link of an announcement in the run' },
  { action: 'kms:Encrypt', of: /^dynamodb\./, reason: byDynamo },
  { action: 'kms:GenerateDataKey', of: /^dynamodb\./, reason: byDynamo },
  { action: 'kms:ReEncryptFrom', of: /^dynamodb\./, reason: byDynamo },
  { action: 'kms:ReEncryptTo', of: /^dynamodb\./, reason: byDynamo },
  { action: 'xray:PutTraceSegments', reason: 'the daemon beside the function sends its traces in its name' },
  {
    action: 'xray:PutTelemetryRecords',
    reason: 'the daemon beside the function sends its traces in its name',
  },
  {
    action: 'timestream:DescribeEndpoints',
    reason: 'the SDK asks it unless, as here, the endpoint is given',
  },
];

/** The entry of the list that a grant of a function falls under. */
export function listedUnused({ action, resource, via }: Access, caller: string): UnusedGrant | undefined {
  return unusedGrants.find(
    (entry) =>
      entry.action === action &&
      (entry.of?.test(via ?? resource) ?? true) &&
      (entry.caller?.test(caller) ?? true),
  );
}
