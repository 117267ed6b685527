import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-timestream';
import { Construct } from 'constructs';
import { timestreamEnvNames } from '../../../functions/adapters/timestream/settings.ts';
import { names } from '../../../functions/core/names.ts';
import { dataBucket, expireAfter } from '../../blocks/buckets.ts';
import { keptOnceMade } from '../../blocks/kept.ts';
import { on, onNoResource } from '../../blocks/statements.ts';
import type { Cell } from '../../cells/cell.ts';
import { settingsOf } from '../settings-of.ts';
import type { ReadRights, TimeSeriesProps, TimeSeriesStore } from '../time-series-store.ts';

/**
 * The time series in Timestream for LiveAnalytics: one record per event. Late events go straight to
 * its magnetic store.
 */
export class Timestream extends Construct implements TimeSeriesStore {
  readonly writerEnvironment: Readonly<Record<string, string>>;
  readonly readerEnvironment: Readonly<Record<string, string>>;
  readonly readObjects: readonly string[] = [];
  readonly #tableArn: string;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, { cell, keys, accessLogs }: TimeSeriesProps) {
    super(scope, id);
    const { data: key } = keys;
    const { timeSeriesDatabase, timeSeriesTable } = names(cell.prefix);
    const { memoryStoreHours, magneticStoreDays } = settingsOf('timestream', cell);
    const database = new CfnDatabase(this, 'Database', {
      databaseName: timeSeriesDatabase,
      kmsKeyId: key.keyArn,
    });
    // The construct library leaves these properties untyped, so they are spelled as in
    // CloudFormation.
    const table = new CfnTable(this, 'Table', {
      databaseName: database.ref,
      tableName: timeSeriesTable,
      retentionProperties: {
        MemoryStoreRetentionPeriodInHours: String(memoryStoreHours),
        MagneticStoreRetentionPeriodInDays: String(magneticStoreDays),
      },
      magneticStoreWriteProperties: {
        EnableMagneticStoreWrites: true,
        MagneticStoreRejectedDataLocation: {
          S3Configuration: {
            BucketName: this.#rejected(cell, key, accessLogs).bucketName,
            EncryptionOption: 'SSE_KMS',
            KmsKeyId: key.keyArn,
          },
        },
      },
    });
    for (const resource of [database, table]) {
      resource.applyRemovalPolicy(keptOnceMade);
      Validations.of(resource).acknowledge({
        id: 'CloudFormation-Validate::W3697',
        reason: 'Closed to new customers; existing ones continue, and the store is a setting of the cell.',
      });
    }
    this.#tableArn = table.attrArn;
    this.#key = key;
    this.writerEnvironment = {
      [timestreamEnvNames.database]: database.ref,
      [timestreamEnvNames.table]: table.attrName,
    };
    this.readerEnvironment = {
      ...this.writerEnvironment,
      [timestreamEnvNames.memoryStoreHours]: String(memoryStoreHours),
    };
  }

  /** Timestream's clients discover their endpoint with a call that takes no resource. */
  grantWrite(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['timestream:WriteRecords'], resourceArns: [this.#tableArn] });
    Grant.addToPrincipal({ grantee, actions: ['timestream:DescribeEndpoints'], resourceArns: ['*'] });
  }

  /** Timestream decrypts in the reader's name; the reader cannot use the key for anything else. */
  grantRead(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['timestream:Select'], resourceArns: [this.#tableArn] });
    Grant.addToPrincipal({ grantee, actions: ['timestream:DescribeEndpoints'], resourceArns: ['*'] });
    Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [this.#key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': `timestream.${Stack.of(this).region}.amazonaws.com` },
      },
    });
  }

  /**
   * The bucket for records rejected on their way to the magnetic store, which are reported nowhere
   * else.
   */
  #rejected(cell: Cell, key: IKey, accessLogs: Bucket): Bucket {
    return dataBucket(this, 'Rejected', {
      key,
      accessLogs,
      lifecycleRules: [expireAfter(Duration.days(cell.retention.replayDays))],
    });
  }
}

/** The rights to read a cell's time series, without a reference to its stack. */
export function timestreamReadRights(scope: Construct, { prefix }: Pick<Cell, 'prefix'>): ReadRights {
  const { timeSeriesDatabase, timeSeriesTable } = names(prefix);
  const table = Stack.of(scope).formatArn({
    service: 'timestream',
    resource: 'database',
    resourceName: `${timeSeriesDatabase}/table/${timeSeriesTable}`,
  });
  return {
    statements: [
      on([table], ['timestream:Select', 'timestream:DescribeTable', 'timestream:ListMeasures']),
      onNoResource(['timestream:DescribeEndpoints', 'timestream:CancelQuery']),
    ],
    objects: [],
    keyUsers: ['timestream'],
  };
}

/** How a query names the table: in Timestream's form, whatever QuickSight's is. */
export function timestreamTable({ prefix }: Pick<Cell, 'prefix'>): string {
  const { timeSeriesDatabase, timeSeriesTable } = names(prefix);
  return `"${timeSeriesDatabase}"."${timeSeriesTable}"`;
}
