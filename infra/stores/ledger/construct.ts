import { Stack } from 'aws-cdk-lib';
import { AttributeType, ProjectionType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ledgerTable } from '../../../functions/adapters/dynamodb/ledger-table.ts';
import { envNames } from '../../../functions/adapters/lambda/env.ts';
import { names } from '../../../functions/core/names.ts';
import { keptTable } from '../../blocks/tables.ts';
import type { Cell } from '../../cells/cell.ts';
import { isProtected } from '../../cells/protection.ts';
import type { Archive } from '../archive/construct.ts';

export interface LedgerProps {
  readonly cell: Cell;
  readonly key: IKey;
  /** Where invoices are that it let go. */
  readonly archive: Archive;
}

/**
 * The append-only store of every fact and of each invoice's head. Only the function that lets settled
 * invoices go may delete an item, after it proved that the archive has it.
 */
export class Ledger extends Construct {
  readonly table: Table;
  readonly #key: IKey;
  readonly #archive: Archive;
  readonly #cell: Cell;

  constructor(scope: Construct, id: string, { cell, key, archive }: LedgerProps) {
    super(scope, id);
    this.#archive = archive;
    this.#cell = cell;
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

  /** The settings of a function that reads invoices. */
  get environment(): Readonly<Record<string, string>> {
    const { hotDays } = this.#cell.retention;
    return {
      [envNames.ledgerTable]: this.table.tableName,
      [envNames.archiveBucket]: this.#archive.bucket.bucketName,
      ...(hotDays !== undefined && { [envNames.hotDays]: String(hotDays) }),
    };
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
    this.#archive.grantReadPacks(grantee);
  }

  /** Lets a function copy settled invoices to the archive, and remove what it proved to be there. */
  grantLetGo(grantee: IGrantable): void {
    this.#grantTable(
      grantee,
      ...['PutItem', 'Query', 'GetItem', 'DeleteItem'].map((act) => `dynamodb:${act}`),
    );
    this.grantReadDeadlines(grantee);
    this.#grantKey(
      grantee,
      ...['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    );
    this.#archive.grantWritePacks(grantee);
  }

  /** Lets a function read an invoice. */
  grantRead(grantee: IGrantable): void {
    this.#grantTable(grantee, 'dynamodb:Query');
    this.#grantKey(grantee, 'kms:Decrypt');
    this.#archive.grantReadPacks(grantee);
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
