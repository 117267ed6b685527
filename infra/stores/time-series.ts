import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-timestream';
import { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import type { Cell } from '../cells/cell.ts';
import { dataBucket, expireAfter } from './buckets.ts';

export interface TimeSeriesProps {
  readonly cell: Cell;
  readonly key: IKey;
  readonly accessLogs: Bucket;
}

/** The store behind the dashboards: one record per event. Late events go straight to its magnetic store. */
export class TimeSeries extends Construct {
  readonly databaseName: string;
  readonly tableName: string;
  readonly #tableArn: string;

  constructor(scope: Construct, id: string, { cell, key, accessLogs }: TimeSeriesProps) {
    super(scope, id);
    const { timeSeriesDatabase, timeSeriesTable } = names(cell.prefix);
    // Records refused on their way to the magnetic store are reported here and nowhere else.
    const rejected = dataBucket(this, 'Rejected', {
      key,
      accessLogs,
      lifecycleRules: [expireAfter(Duration.days(cell.retention.replayDays))],
    });
    const database = new CfnDatabase(this, 'Database', {
      databaseName: timeSeriesDatabase,
      kmsKeyId: key.keyArn,
    });
    // These properties are untyped in the construct library, so they are spelt as in CloudFormation.
    const table = new CfnTable(this, 'Table', {
      databaseName: database.ref,
      tableName: timeSeriesTable,
      retentionProperties: {
        MemoryStoreRetentionPeriodInHours: String(cell.retention.memoryStoreHours),
        MagneticStoreRetentionPeriodInDays: String(cell.retention.magneticStoreDays),
      },
      magneticStoreWriteProperties: {
        EnableMagneticStoreWrites: true,
        MagneticStoreRejectedDataLocation: {
          S3Configuration: {
            BucketName: rejected.bucketName,
            EncryptionOption: 'SSE_KMS',
            KmsKeyId: key.keyArn,
          },
        },
      },
    });
    for (const resource of [database, table]) {
      resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
      Validations.of(resource).acknowledge({
        id: 'CloudFormation-Validate::W3697',
        reason: 'Closed to new customers; existing ones continue, and the store is a setting of the cell.',
      });
    }
    this.databaseName = database.ref;
    this.tableName = table.attrName;
    this.#tableArn = table.attrArn;
  }

  /** Lets a function write records. Timestream's clients find their endpoint with a call that takes no resource. */
  grantWrite(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['timestream:WriteRecords'], resourceArns: [this.#tableArn] });
    Grant.addToPrincipal({ grantee, actions: ['timestream:DescribeEndpoints'], resourceArns: ['*'] });
  }
}
