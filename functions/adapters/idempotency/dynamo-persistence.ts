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

/** The attribute in which Powertools keeps when a claim's lease is over, ms since the epoch. */
const leaseEndAttribute = 'in_progress_expiration';

/** The persistence layer of Powertools in the table of operations' records; one for each claim. */
export class DynamoPersistence extends DynamoDBPersistenceLayer {
  readonly leaseMs: number;
  readonly #options: DynamoPersistenceOptions;
  /** Of the claim that was made last. */
  #leaseEnd: number | undefined;

  constructor(options: DynamoPersistenceOptions) {
    const { client, table, collection, leaseMs } = options;
    super({
      awsSdkV3Client: client,
      tableName: table,
      keyAttr: recordsTable.partitionKey,
      sortKeyAttr: recordsTable.sortKey,
      staticPkValue: collection,
      expiryAttr: recordsTable.expiresAt,
      inProgressExpiryAttr: leaseEndAttribute,
    });
    this.leaseMs = leaseMs;
    this.#options = options;
  }

  protected override async _putRecord(record: IdempotencyRecord): Promise<void> {
    this.#leaseEnd = record.inProgressExpiryTimestamp;
    await super._putRecord(record);
  }

  /**
   * Gives the claim up if it still stands: whoever fails after its lease may find what another did, or is
   * at.
   */
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
          ConditionExpression: '#status <> :done AND #leaseEnd = :mine',
          ExpressionAttributeNames: { '#status': 'status', '#leaseEnd': leaseEndAttribute },
          ExpressionAttributeValues: {
            ':done': { S: IdempotencyRecordStatus.COMPLETED },
            ':mine': { N: `${this.#leaseEnd}` },
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
