import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { recordsTable } from '../dynamodb/records-table.ts';

export interface DynamoPersistenceOptions {
  readonly client: DynamoDBClient;
  /** A table of the shape `recordsTable`. */
  readonly table: string;
  /**
   * The item collection of the keys. One takes 1,000 claims and settlements a second, so whoever makes
   * more spreads the keys over several.
   */
  readonly collection: string;
  /** After which a key that was claimed and not settled may be claimed anew. */
  readonly leaseMs: number;
}

/** The persistence layer of Powertools in the table of operations' records. */
export class DynamoPersistence extends DynamoDBPersistenceLayer {
  readonly leaseMs: number;

  constructor({ client, table, collection, leaseMs }: DynamoPersistenceOptions) {
    super({
      awsSdkV3Client: client,
      tableName: table,
      keyAttr: recordsTable.partitionKey,
      sortKeyAttr: recordsTable.sortKey,
      staticPkValue: collection,
      expiryAttr: recordsTable.expiresAt,
    });
    this.leaseMs = leaseMs;
  }
}
