import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keptOnceMade } from '../blocks/kept.ts';

/** The actions needed to write under a key: to make a data key, and to open a cached one. */
const write = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** The keys of an account's baseline in one Region. */
export class BaselineKeys extends Construct {
  /** The trail, the configuration's history, and their logs. */
  readonly records: Key;
  /** Alerts, and the topics of others that a remediation encrypts on request. */
  readonly topics: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const key = (keyId: string, description: string) =>
      new Key(this, keyId, { description, enableKeyRotation: true, removalPolicy: keptOnceMade });
    this.records = key('Records', 'Account baseline: trail, configuration history, logs');
    this.topics = key('Topics', 'Account baseline: alerts, and topics encrypted on request');

    const { account, region } = Stack.of(this);
    const ofAccount = { StringEquals: { 'aws:SourceAccount': account } };
    // https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html, for the
    // service-linked role
    allow(this.records, new ServicePrincipal('config.amazonaws.com'), write, ofAccount);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    allow(
      this.records,
      new ServicePrincipal(`logs.${region}.amazonaws.com`),
      [...write, 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:DescribeKey'],
      {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': Stack.of(this).formatArn({
            service: 'logs',
            resource: 'log-group:*',
          }),
        },
      },
    );
    // No condition on the source for EventBridge: SNS supports none there, and with one no detection
    // would ever arrive. The topics' own policies say who may publish.
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    allow(this.topics, new ServicePrincipal('events.amazonaws.com'), write);
    // A topic that a remediation encrypts keeps its publishers: services acting for this account,
    // and its own roles.
    for (const service of ['cloudwatch', 's3', 'budgets', 'codestar-notifications'])
      allow(this.topics, new ServicePrincipal(`${service}.amazonaws.com`), write, ofAccount);
    allow(this.topics, new AnyPrincipal(), write, {
      StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `sns.${region}.amazonaws.com` },
    });
  }

  /** Lets CloudTrail write under `records`, for this trail and its accounts. */
  letTrailWrite(trailArn: string): void {
    const cloudTrail = new ServicePrincipal('cloudtrail.amazonaws.com');
    const ofTrail = { StringEquals: { 'aws:SourceArn': trailArn } };
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    allow(this.records, cloudTrail, ['kms:GenerateDataKey'], {
      ...ofTrail,
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': trailArn },
    });
    allow(this.records, cloudTrail, ['kms:DescribeKey'], ofTrail);
  }
}

function allow(
  key: Key,
  principal: ServicePrincipal | AnyPrincipal,
  actions: string[],
  conditions: Record<string, unknown> = {},
) {
  return key.addToResourcePolicy(
    new PolicyStatement({ principals: [principal], actions, resources: ['*'], conditions }),
  );
}
