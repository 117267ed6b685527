import { Stack } from 'aws-cdk-lib';
import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { type LogGroup, LogStream } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acceptFinding } from '../../blocks/findings.ts';
import { keptOnceMade } from '../../blocks/kept.ts';
import type { Keys } from '../../blocks/keys.ts';
import { on, onLogStream } from '../../blocks/statements.ts';
import { lakeBuffer } from './buffer.ts';
import { grantObjects } from './objects.ts';

export interface LakeStreamProps {
  readonly streamName: string;
  /** The table that everything goes to. */
  readonly tableName: string;
  readonly table: CfnTable;
  readonly databaseName: string;
  readonly bucket: Bucket;
  readonly keys: Pick<Keys, 'data' | 'messages'>;
  readonly logGroup: LogGroup;
  /** MiB a second that it is made for from the beginning. */
  readonly throughputHint: number;
}

/** Where undeliverable rows are. */
export const errorsFolder = 'errors';

/** How long delivery is tried before a row is put among the errors. */
const retrySeconds = 7_200;

/** A stream that appends to a table of the lake, and nothing else: it scales with what comes. */
export class LakeStream extends Construct {
  readonly arn: string;
  readonly streamName: string;

  constructor(scope: Construct, id: string, props: LakeStreamProps) {
    super(scope, id);
    const { streamName, tableName, table, databaseName, bucket, keys, logGroup } = props;
    const stack = Stack.of(this);
    this.arn = stack.formatArn({
      service: 'firehose',
      resource: 'deliverystream',
      resourceName: streamName,
    });
    const role = new Role(this, 'Role', {
      description: `Appends what comes through ${streamName} to its table`,
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': this.arn },
        },
      }),
    });
    const glue = (resource: string, resourceName?: string) =>
      stack.formatArn({ service: 'glue', resource, ...(resourceName && { resourceName }) });
    const catalogArn = glue('catalog');
    role.addToPolicy(
      on(
        [catalogArn, glue('database', databaseName), glue('table', `${databaseName}/${tableName}`)],
        ['glue:GetDatabase', 'glue:GetTable', 'glue:UpdateTable'],
      ),
    );
    grantObjects(bucket, role, [
      's3:GetObject',
      's3:PutObject',
      's3:DeleteObject',
      's3:AbortMultipartUpload',
    ]);
    keys.data.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
    const logStream = new LogStream(this, 'Failures', {
      logGroup,
      logStreamName: streamName,
      removalPolicy: keptOnceMade,
    });
    role.addToPolicy(onLogStream(logGroup, logStream));
    acceptFinding(role.node.findChild('DefaultPolicy'), 'policyOfOneRole');

    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName: streamName,
      deliveryStreamType: 'DirectPut',
      directPutSourceConfiguration: { throughputHintInMBs: props.throughputHint },
      deliveryStreamEncryptionConfigurationInput: {
        keyType: 'CUSTOMER_MANAGED_CMK',
        keyArn: keys.messages.keyArn,
      },
      icebergDestinationConfiguration: {
        appendOnly: true,
        catalogConfiguration: { catalogArn },
        roleArn: role.roleArn,
        bufferingHints: { intervalInSeconds: lakeBuffer.seconds, sizeInMBs: lakeBuffer.mebibytes },
        destinationTableConfigurationList: [
          {
            destinationDatabaseName: databaseName,
            destinationTableName: tableName,
            s3ErrorOutputPrefix: `${errorsFolder}/${tableName}/`,
          },
        ],
        retryOptions: { durationInSeconds: retrySeconds },
        s3BackupMode: 'FailedDataOnly',
        s3Configuration: {
          bucketArn: bucket.bucketArn,
          roleArn: role.roleArn,
          errorOutputPrefix: `${errorsFolder}/`,
          encryptionConfiguration: { kmsEncryptionConfig: { awskmsKeyArn: keys.data.keyArn } },
        },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logGroup.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    });
    // It looks the table up when it is made, and tries its rights.
    stream.node.addDependency(role, bucket, table);
    this.streamName = stream.ref;
  }
}
