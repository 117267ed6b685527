import { IdempotencyRecordStatus } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
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
  readonly #options: DynamoPersistenceOptions;

  constructor(options: DynamoPersistenceOptions) {
    const { client, table, collection, leaseMs } = options;
    super({
      awsSdkV3Client: client,
      tableName: table,
      keyAttr: recordsTable.partitionKey,
      sortKeyAttr: recordsTable.sortKey,
      staticPkValue: collection,
      expiryAttr: recordsTable.expiresAt,
    });
    this.leaseMs = leaseMs;
    this.#options = options;
  }

  /** Gives a claim up, never what is done: whoever fails after its lease may find what another did. */
  protected override async _deleteRecord({ idempotencyKey }: IdempotencyRecord): Promise<void> {
    const { client, table, collection } = this.#options;
    try {
      await client.send(
        new DeleteItemCommand({
          TableName: table,
          Key: {
            [recordsTable.partitionKey]: { S: collection },
            [recordsTable.sortKey]: { S: idempotencyKey },
          },
          ConditionExpression: '#status <> :done',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':done': { S: IdempotencyRecordStatus.COMPLETED } },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
