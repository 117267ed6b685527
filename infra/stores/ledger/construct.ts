import { Stack } from 'aws-cdk-lib';
import { AttributeType, ProjectionType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ledgerTable } from '../../../functions/adapters/dynamodb/ledger-table.ts';
import { names } from '../../../functions/core/names.ts';
import { keptTable } from '../../blocks/tables.ts';
import type { Cell } from '../../cells/cell.ts';
import { isProtected } from '../../cells/protection.ts';

export interface LedgerProps {
  readonly cell: Cell;
  readonly key: IKey;
}

/**
 * The append-only store of every fact and of each invoice's head. Nothing here may delete an item.
 */
export class Ledger extends Construct {
  readonly table: Table;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, { cell, key }: LedgerProps) {
    super(scope, id);
    this.#key = key;
    this.table = keptTable(this, 'Table', {
      tableName: names(cell.prefix).ledgerTable,
      partitionKey: { name: ledgerTable.partitionKey, type: AttributeType.STRING },
      sortKey: { name: ledgerTable.sortKey, type: AttributeType.STRING },
      encryptionKey: key,
      deletionProtection: isProtected(cell),
    });
    const { deadlines } = ledgerTable;
    this.table.addGlobalSecondaryIndex({
      indexName: deadlines.index,
      partitionKey: { name: deadlines.shard, type: AttributeType.NUMBER },
      sortKey: { name: deadlines.deadline, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [deadlines.stage],
    });
  }

  /** Lets a function append facts, save heads, and read everything about an invoice. */
  grantAppend(grantee: IGrantable): void {
    this.#grantTable(grantee, 'dynamodb:PutItem', 'dynamodb:Query');
    // The actions that DynamoDB's guide lists for customer managed keys, except grants, which only
    // the creator of the table needs.
    this.#grantKey(
      grantee,
      ...['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    );
  }

  /** Lets a function read an invoice. */
  grantRead(grantee: IGrantable): void {
    this.#grantTable(grantee, 'dynamodb:Query');
    this.#grantKey(grantee, 'kms:Decrypt');
  }

  /** Lets a function read facts whose keys it knows. */
  grantReadKeys(grantee: IGrantable): void {
    this.#grantTable(grantee, 'dynamodb:BatchGetItem', 'dynamodb:GetItem');
    this.#grantKey(grantee, 'kms:Decrypt');
  }

  /** Lets a function query which invoices are overdue, and nothing else about them. */
  grantReadDeadlines(grantee: IGrantable): void {
    const index = `${this.table.tableArn}/index/${ledgerTable.deadlines.index}`;
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns: [index] });
    this.#grantKey(grantee, 'kms:Decrypt');
  }

  /** The table itself: the library's own grant would add every index. */
  #grantTable(grantee: IGrantable, ...actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
  }

  /** DynamoDB uses the key in the caller's name; the caller cannot use it for anything else. */
  #grantKey(grantee: IGrantable, ...actions: string[]): void {
    Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.#key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } },
    });
  }
}
