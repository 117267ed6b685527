import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import {
  ArnPrincipal,
  Grant,
  type IGrantable,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream, DeliveryStream, type IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, LogStream } from 'aws-cdk-lib/aws-logs';
import { type Bucket, ObjectLockRetention, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { eventsFolder, noStage } from '../../../functions/adapters/s3/archive-layout.ts';
import { packsFolder } from '../../../functions/core/cold/cold-copy.ts';
import { names } from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';
import { dataBucket } from '../../blocks/buckets.ts';
import { acceptFinding } from '../../blocks/findings.ts';
import { keptOnceMade } from '../../blocks/kept.ts';
import type { Keys } from '../../blocks/keys.ts';
import { onLogStream, onlyWithin } from '../../blocks/statements.ts';
import type { Cell } from '../../cells/cell.ts';
import { lockNotice } from '../../cells/lock-notice.ts';
import { archiveBuffer } from './buffer.ts';

export interface ArchiveProps {
  readonly cell: Cell;
  readonly keys: Keys;
  readonly accessLogs: Bucket;
}

/**
 * The jq query by which Firehose files an event of the bus: its UTC day and its stage. Every event
 * gets both, whatever it contains: Firehose would put what it cannot file among its errors.
 */
export const filingQuery = `{day:.time[0:10],stage:(.detail.stage as $stage|if ${JSON.stringify(stages)}|index([$stage]) then $stage else ${JSON.stringify(noStage)} end)}`;

/**
 * The archive for auditors: every event of the bus as a line of JSON, in objects that nobody, root
 * included, may change or delete before the cell's retention ends.
 */
export class Archive extends Construct {
  readonly bucket: Bucket;
  readonly stream: IDeliveryStream;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, props: ArchiveProps) {
    super(scope, id);
    this.#key = props.keys.data;
    this.bucket = this.#bucket(props);
    this.stream = this.#stream(props);
    const notice = lockNotice(props.cell);
    // The CDK's command shows it before it deploys anything.
    if (notice !== undefined) Annotations.of(this.bucket).addInfo(notice);
  }

  /**
   * Lets a function list and read the events, read copies of invoices, and nothing else in the bucket.
   * @param besides ARNs of all other objects that the function reads; it is denied every other one
   */
  grantRead(grantee: IGrantable, besides: readonly string[] = []): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${eventsFolder}/*` } },
    });
    for (const statement of onlyWithin(
      ['s3:GetObject'],
      [this.bucket.arnForObjects(`${eventsFolder}/*`), this.#packs, ...besides],
    ))
      grantee.grantPrincipal.addToPrincipalPolicy(statement);
    this.#grantKey(grantee, 'kms:Decrypt');
  }

  /** Lets a function read copies of invoices that left the ledger, and nothing else in any bucket. */
  grantReadPacks(grantee: IGrantable): void {
    this.#grantPacks(grantee, 's3:GetObject');
    this.#grantKey(grantee, 'kms:Decrypt');
  }

  /** Lets a function store such copies too: what is stored nobody can change. */
  grantWritePacks(grantee: IGrantable): void {
    this.#grantPacks(grantee, 's3:GetObject', 's3:PutObject');
    this.#grantKey(grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  get #packs(): string {
    return this.bucket.arnForObjects(`${packsFolder}/*`);
  }

  #grantPacks(grantee: IGrantable, ...actions: string[]): void {
    for (const statement of onlyWithin(actions, [this.#packs]))
      grantee.grantPrincipal.addToPrincipalPolicy(statement);
  }

  #grantKey(grantee: IGrantable, ...actions: string[]): void {
    Grant.addToPrincipal({
      ...{ grantee, actions, resourceArns: [this.#key.keyArn] },
      conditions: { StringEquals: { 'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com` } },
    });
  }

  #bucket({ cell, keys, accessLogs }: ArchiveProps): Bucket {
    return dataBucket(this, 'Events', {
      key: keys.data,
      accessLogs,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(cell.retention.archiveDays)),
      lifecycleRules: [
        {
          // The only Glacier class that Athena reads without restoring objects first.
          transitions: [
            {
              storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(365),
            },
          ],
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
  }

  #stream({ cell, keys }: ArchiveProps): IDeliveryStream {
    const { archiveStream, archiveLogs } = names(cell.prefix);
    const stack = Stack.of(this);
    const streamArn = stack.formatArn({
      service: 'firehose',
      resource: 'deliverystream',
      resourceName: archiveStream,
    });
    const role = new Role(this, 'Role', {
      description: 'Writes what comes through the stream of the archive into its bucket',
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': streamArn },
        },
      }),
    });
    this.#letWrite(role);
    keys.data.grant(role, 'kms:GenerateDataKey', 'kms:Decrypt');
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: archiveLogs,
      encryptionKey: keys.logs,
      retention: cell.retention.logDays,
      removalPolicy: keptOnceMade,
    });
    const logStream = new LogStream(this, 'Failures', {
      ...{ logGroup, logStreamName: 'failures' },
      removalPolicy: keptOnceMade,
    });
    role.addToPolicy(onLogStream(logGroup, logStream));

    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName: archiveStream,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: {
        keyType: 'CUSTOMER_MANAGED_CMK',
        keyArn: keys.messages.keyArn,
      },
      extendedS3DestinationConfiguration: {
        bucketArn: this.bucket.bucketArn,
        roleArn: role.roleArn,
        encryptionConfiguration: { kmsEncryptionConfig: { awskmsKeyArn: keys.data.keyArn } },
        prefix: `${eventsFolder}/day=!{partitionKeyFromQuery:day}/stage=!{partitionKeyFromQuery:stage}/`,
        errorOutputPrefix: 'errors/!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/',
        fileExtension: '.json.gz',
        compressionFormat: 'GZIP',
        // Dynamic partitioning takes 64 MB or more. Rarely are more than a stage's two days open at
        // a time.
        bufferingHints: {
          sizeInMBs: archiveBuffer.bytes / 2 ** 20,
          intervalInSeconds: archiveBuffer.seconds,
        },
        dynamicPartitioningConfiguration: {
          enabled: true,
          retryOptions: { durationInSeconds: Duration.hours(2).toSeconds() },
        },
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'MetadataExtraction',
              parameters: [
                { parameterName: 'MetadataExtractionQuery', parameterValue: filingQuery },
                { parameterName: 'JsonParsingEngine', parameterValue: 'JQ-1.6' },
              ],
            },
            {
              type: 'AppendDelimiterToRecord',
              parameters: [{ parameterName: 'Delimiter', parameterValue: '\\n' }],
            },
          ],
        },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logGroup.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    });
    acceptFinding(role.node.findChild('DefaultPolicy'), 'policyOfOneRole');
    stream.node.addDependency(role, this.bucket);
    return DeliveryStream.fromDeliveryStreamArn(this, 'Made', stream.attrArn);
  }

  /**
   * Rights that the bucket grants, since the role's policy would need a wildcard for the objects.
   */
  #letWrite(role: Role): void {
    const who = { principals: [new ArnPrincipal(role.roleArn)] };
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        ...who,
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [this.bucket.bucketArn],
      }),
    );
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        ...who,
        actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
        resources: [this.bucket.arnForObjects('*')],
      }),
    );
  }
}
