import { RemovalPolicy } from 'aws-cdk-lib';
import { BillingMode, Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acceptFinding } from './findings.ts';

/** Name, keys and expiry of a table. */
export type TableShape = Pick<TableProps, 'partitionKey' | 'sortKey' | 'timeToLiveAttribute'> & {
  readonly tableName: string;
  readonly encryptionKey: IKey;
};

/** A table that can be restored to any second of 35 days, and that no deployment deletes. */
export function keptTable(scope: Construct, id: string, shape: TableShape): Table {
  const table = new Table(scope, id, {
    ...shape,
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acceptFinding(table, 'noSecondCopy', 'NIST.800.53.R5-DynamoDBInBackupPlan');
  return table;
}
