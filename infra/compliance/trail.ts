import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { dataBucket } from '../blocks/buckets.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { onlyWithin } from '../blocks/statements.ts';
import type { Baseline } from '../cells/accounts.ts';
import type { BaselineKeys } from './baseline-keys.ts';

export interface TrailProps {
  readonly kind: Exclude<Baseline['trail'], 'elsewhere'>;
  readonly keepYears: number;
  readonly keys: BaselineKeys;
  readonly accessLogs: Bucket;
}

const trailName = 'account-baseline';

/**
 * Who called what, in every Region, in files that are signed and that nobody can delete; for all
 * accounts of the organization, or for this one.
 */
export class Trail extends Construct {
  /** By name: its key and its bucket refer to it before it exists. */
  readonly trailArn: string;
  readonly trailName = trailName;

  constructor(scope: Construct, id: string, { kind, keepYears, keys, accessLogs }: TrailProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.trailArn = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });
    keys.letTrailWrite(this.trailArn);
    // Files of the organization's other accounts are stored under its id, which no template can
    // look up.
    const organizationId =
      kind === 'organization'
        ? new CfnParameter(stack, 'OrganizationId', {
            description: 'Id of the organization whose management account this is',
            allowedPattern: '^o-[a-z0-9]{10,32}$',
            constraintDescription: 'must be like o-a1b2c3d4e5',
          }).valueAsString
        : undefined;

    const bucket = dataBucket(this, 'Files', {
      key: keys.records,
      accessLogs,
      objectLockDefaultRetention: ObjectLockRetention.compliance(
        Duration.days(Math.ceil(keepYears * 365.25)),
      ),
    });
    this.#letTrailWrite(bucket, [stack.account, ...(organizationId ? [organizationId] : [])]);

    const logs = new LogGroup(this, 'Logs', {
      encryptionKey: keys.records,
      retention: RetentionDays.THIRTEEN_MONTHS,
    });
    const writer = this.#logWriter(logs);
    const trail = new CfnTrail(this, 'Trail', {
      trailName,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      isOrganizationTrail: kind === 'organization',
      enableLogFileValidation: true,
      kmsKeyId: keys.records.keyArn,
      s3BucketName: bucket.bucketName,
      cloudWatchLogsLogGroupArn: logs.logGroupArn,
      cloudWatchLogsRoleArn: writer.roleArn,
    });
    trail.node.addDependency(bucket, writer);
  }

  /**
   * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
   */
  #letTrailWrite(bucket: Bucket, folders: readonly string[]): void {
    const cloudTrail = {
      principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceArn': this.trailArn } },
    };
    bucket.addToResourcePolicy(
      new PolicyStatement({ ...cloudTrail, actions: ['s3:GetBucketAcl'], resources: [bucket.bucketArn] }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        ...cloudTrail,
        actions: ['s3:PutObject'],
        resources: folders.map((folder) => bucket.arnForObjects(`AWSLogs/${folder}/*`)),
        conditions: {
          StringEquals: {
            'aws:SourceArn': this.trailArn,
            's3:x-amz-acl': 'bucket-owner-full-control',
          },
        },
      }),
    );
  }

  /**
   * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
   */
  #logWriter(logs: LogGroup): Role {
    const stack = Stack.of(this);
    const policy = new ManagedPolicy(this, 'MayWriteLogs', {
      description: 'Lets CloudTrail write the streams of its log group',
      statements: onlyWithin(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [
          stack.formatArn({
            service: 'logs',
            resource: `log-group:${logs.logGroupName}:log-stream:*`,
          }),
        ],
      ),
    });
    acceptFinding(policy, 'callsWithoutResource');
    return new Role(this, 'LogWriter', {
      description: 'Writes the trail to CloudWatch Logs',
      assumedBy: new ServicePrincipal('cloudtrail.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceArn': this.trailArn } },
      }),
      managedPolicies: [policy],
    });
  }
}
