import { Stack } from 'aws-cdk-lib';
import { AttributeType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { recordsTable } from '../../../functions/adapters/dynamodb/records-table.ts';
import { names } from '../../../functions/core/names.ts';
import { keptTable } from '../../blocks/tables.ts';
import type { Cell } from '../../cells/cell.ts';
import { isProtected } from '../../cells/protection.ts';

export interface OperationsTableProps {
  readonly cell: Cell;
  readonly key: IKey;
}

/** What a caller may do to records, as the actions of the adapter's calls. */
const actionsOf = {
  read: ['dynamodb:GetItem', 'dynamodb:Query'],
  list: ['dynamodb:Query'],
  create: ['dynamodb:PutItem'],
  replace: ['dynamodb:UpdateItem'],
  remove: ['dynamodb:DeleteItem'],
} as const;

export type RecordAct = keyof typeof actionsOf;

/**
 * The small records of operations: the audit trail, open alerts, what was announced. A table of its
 * own, because some of them are replaced, removed or expire, and nothing may do so in the ledger.
 */
export class OperationsTable extends Construct {
  readonly table: Table;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, { cell, key }: OperationsTableProps) {
    super(scope, id);
    this.#key = key;
    this.table = keptTable(this, 'Table', {
      tableName: names(cell.prefix).operationsTable,
      partitionKey: { name: recordsTable.partitionKey, type: AttributeType.STRING },
      sortKey: { name: recordsTable.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: recordsTable.expiresAt,
      encryptionKey: key,
      deletionProtection: isProtected(cell),
    });
  }

  /** Lets a function do this to the records, and nothing else. */
  grantRecords(grantee: IGrantable, ...acts: readonly RecordAct[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: acts.flatMap((act) => actionsOf[act]),
      resourceArns: [this.table.tableArn],
    });
    this.#grantKey(grantee, acts);
  }

  /**
   * Lets a function do this to the records of one collection.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   * @param collection its name; a `*` in it stands for any text
   */
  grantCollection(grantee: IGrantable, collection: string, ...acts: readonly RecordAct[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: acts.flatMap((act) => actionsOf[act]),
      resourceArns: [this.table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [collection] } },
    });
    this.#grantKey(grantee, acts);
  }

  #grantKey(grantee: IGrantable, acts: readonly RecordAct[]): void {
    const writes = acts.some((act) => act !== 'read' && act !== 'list');
    // The actions that DynamoDB's guide lists for customer managed keys, except grants, which only
    // the creator of the table needs. The caller cannot use the key for anything but DynamoDB.
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    Grant.addToPrincipal({
      grantee,
      actions: writes
        ? [
            ...['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
            ...['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
          ]
        : ['kms:Decrypt'],
      resourceArns: [this.#key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } },
    });
  }
}
