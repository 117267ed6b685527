import { Duration, Stack } from 'aws-cdk-lib';
import { CfnConfigurationRecorder, CfnDeliveryChannel } from 'aws-cdk-lib/aws-config';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { dataBucket, expireAfter } from '../blocks/buckets.ts';

export interface RecorderProps {
  readonly key: IKey;
  readonly accessLogs: Bucket;
  /** One Region of an account records what belongs to no Region: roles, users, policies. */
  readonly recordsGlobalResources: boolean;
  readonly keepYears: number;
}

/** AWS Config's record of every resource and its history, which the rules judge. */
export class Recorder extends Construct {
  readonly recorder: CfnConfigurationRecorder;

  constructor(scope: Construct, id: string, props: RecorderProps) {
    super(scope, id);
    const stack = Stack.of(this);
    // Not locked: AWS Config delivers to no bucket with a default retention.
    // https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
    const bucket = dataBucket(this, 'History', {
      key: props.key,
      accessLogs: props.accessLogs,
      lifecycleRules: [expireAfter(Duration.days(Math.ceil(props.keepYears * 365.25)))],
    });
    letConfigWrite(bucket);
    this.recorder = new CfnConfigurationRecorder(this, 'Recorder', {
      // AWS creates this role once per account; docs/compliance.md says how.
      roleArn: stack.formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
      }),
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: props.recordsGlobalResources },
    });
    // Neither waits for the other: CloudFormation makes the recorder, then the channel, then starts
    // recording.
    const channel = new CfnDeliveryChannel(this, 'Channel', {
      s3BucketName: bucket.bucketName,
      s3KmsKeyArn: props.key.keyArn,
      configSnapshotDeliveryProperties: { deliveryFrequency: 'TwentyFour_Hours' },
    });
    channel.node.addDependency(bucket);
  }
}

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html */
function letConfigWrite(bucket: Bucket): void {
  const { account } = Stack.of(bucket);
  const config = {
    principals: [new ServicePrincipal('config.amazonaws.com')],
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  };
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...config,
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [bucket.bucketArn],
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...config,
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${account}/Config/*`)],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    }),
  );
}
