import { BillingMode, Table, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acceptFinding } from './findings.ts';
import { keptOnceMade } from './kept.ts';

/** Name, keys and expiry of a table. */
export type TableShape = Pick<TableProps, 'partitionKey' | 'sortKey' | 'timeToLiveAttribute'> & {
  readonly tableName: string;
  readonly encryptionKey: IKey;
  /** DynamoDB itself refuses to delete the table; a deployment that fails could not either. */
  readonly deletionProtection: boolean;
};

/** A table that can be restored to any second of 35 days, and that outlives its stack. */
export function keptTable(scope: Construct, id: string, shape: TableShape): Table {
  const table = new Table(scope, id, {
    ...shape,
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: keptOnceMade,
  });
  acceptFinding(table, 'noSecondCopy', 'NIST.800.53.R5-DynamoDBInBackupPlan');
  return table;
}
