import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Findings of cdk-nag's rule packs that stand, by the decision behind them. `rules` are the names
 * its packs have for it.
 */
export const acceptedFindings = {
  otherProofOfIdentity: {
    rules: ['AwsSolutions-APIG4', 'AwsSolutions-COG4'],
    reason:
      'Producers are machines: they prove who they are with a signature or a client certificate, as the cell says, and no user pool knows them. Whoever opens the page of a link to an alert comes from a mail: the address is signed, expires within days, and permits one act on one alert.',
  },
  saidByTheCell: {
    rules: [
      'AwsSolutions-APIG4',
      'AwsSolutions-COG4',
      'AwsSolutions-APIG3',
      'NIST.800.53.R5-APIGWAssociatedWithWAF',
      'PCI.DSS.321-APIGWAssociatedWithWAF',
    ],
    reason:
      'The data of the cell says why that is enough there: an API key alone (apiKeyAloneBecause; without a reason synthesis warns, and so do the packs), or a small cell without a firewall (noFirewallBecause), whose API still asks for keys and throttles every method.',
  },
  noCacheAndNoServer: {
    rules: [
      'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted',
      'PCI.DSS.321-APIGWCacheEnabledAndEncrypted',
      'NIST.800.53.R5-APIGWSSLEnabled',
      'PCI.DSS.321-APIGWSSLEnabled',
    ],
    reason:
      'A cache could only be wrong: every POST is an event of its own and every history is to be the latest. A client certificate would prove API Gateway to an HTTP server behind it: here are AWS services only, which check its signature.',
  },
  apiLogsOfOurOwn: {
    rules: [
      'AwsSolutions-APIG6',
      'NIST.800.53.R5-APIGWExecutionLoggingEnabled',
      'PCI.DSS.321-APIGWExecutionLoggingEnabled',
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    ],
    reason:
      'Execution logs may quote what a client sent, amounts and names. The access log tells the rest of every request, and API Gateway writes it with the policy that AWS keeps for just that.',
  },
  endOfTheLine: {
    rules: ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
    reason:
      'No function reads this queue: it is where messages end that nothing could deliver or process, and an alarm rings at the first; in a small cell for those of events that stay, and for those of the archive, the bus and the alarms.',
  },
  deadLettersOfTheQueue: {
    rules: [
      'Serverless-LambdaDLQ',
      'NIST.800.53.R5-LambdaDLQ',
      'Serverless-LambdaEventSourceMappingDestination',
    ],
    reason:
      'Lambda keeps failures of asynchronous calls only. This function is called by a queue, which has dead letters of its own, or by the API, which answers with the failure.',
  },
  noNetworkOfItsOwn: {
    rules: ['NIST.800.53.R5-LambdaInsideVPC', 'PCI.DSS.321-LambdaInsideVPC'],
    reason:
      'The function listens to nothing and calls AWS over TLS only, each call signed and bound to its role; a VPC would add an endpoint per service and no barrier.',
  },
  policyOfOneRole: {
    rules: ['NIST.800.53.R5-IAMNoInlinePolicy', 'PCI.DSS.321-IAMNoInlinePolicy'],
    reason:
      'The policy names exact resources for one role and is deleted with it; as a managed policy it could be attached to another.',
  },
  callsWithoutResource: {
    rules: ['AwsSolutions-IAM5[Resource::*]'],
    reason:
      'Some calls, like xray:PutTraceSegments, take no resource: IAM knows no other form for them. Where one does but is not known before, a condition or a denial in the same policy bounds it.',
  },
  noSecondCopy: {
    rules: [
      'NIST.800.53.R5-S3BucketReplicationEnabled',
      'PCI.DSS.321-S3BucketReplicationEnabled',
      'NIST.800.53.R5-DynamoDBInBackupPlan',
    ],
    reason:
      'A cell lives in one Region, and where its invoices may be kept is decided with it: nothing is copied elsewhere. S3 and DynamoDB keep all in three Availability Zones, and the ledger can be restored to any second of the last 35 days.',
  },
  functionOfSmallCell: {
    rules: ['NIST.800.53.R5-LambdaConcurrency', 'Serverless-LambdaTracing'],
    reason:
      'The cell is for a new account, of whose few concurrent invocations Lambda lets nobody reserve any. The queues limit how many their consumers take, and the API how many histories are read. What a schedule calls every minute, events or none, is not traced: that would cost more than the calls, and logs and metrics say what it does.',
  },
  logsOfS3: {
    rules: ['NIST.800.53.R5-S3DefaultEncryptionKMS', 'PCI.DSS.321-S3DefaultEncryptionKMS'],
    reason:
      'S3 delivers its access logs to no bucket that is under a customer managed key, so this one is under a key of S3.',
  },
} as const satisfies Record<string, { readonly rules: readonly string[]; readonly reason: string }>;

/**
 * Lets a finding stand at the resource it is about; on a stack or anything else that only groups
 * resources, a test refuses it.
 * @param only those of its rules that object to this resource; all when none is named
 */
export function acceptFinding<Name extends keyof typeof acceptedFindings>(
  resource: IConstruct,
  name: Name,
  ...only: readonly (typeof acceptedFindings)[Name]['rules'][number][]
): void {
  const { rules, reason } = acceptedFindings[name];
  const stand: readonly string[] = only.length > 0 ? only : rules;
  Validations.of(resource).acknowledge(...stand.map((id) => ({ id, reason })));
}
