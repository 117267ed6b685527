import {
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  IdempotencyRecordStatus,
} from '@aws-lambda-powertools/idempotency';
import { BasePersistenceLayer, IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import type { IdempotencyRecordOptions } from '@aws-lambda-powertools/idempotency/types';
import type { Records, StoredRecord } from '../../core/ports.ts';

const collection = 'idempotency';
/** A key is claimed at the first attempt, unless others claim or give up the same one meanwhile. */
const maxAttempts = 10;

/**
 * The persistence layer of Powertools on operations' records, for where there is no DynamoDB; one for
 * each claim.
 */
export class RecordsPersistence extends BasePersistenceLayer {
  readonly #records: Records;
  /** After which a key that was claimed and not settled may be claimed anew. */
  readonly leaseMs: number;
  /** Of the claim that was made last. */
  #leaseEnd: number | undefined;

  constructor(records: Records, leaseMs: number) {
    super();
    this.#records = records;
    this.leaseMs = leaseMs;
  }

  protected async _putRecord(record: IdempotencyRecord): Promise<void> {
    const { idempotencyKey: key, expiryTimestamp } = record;
    const expiry = expiryTimestamp === undefined ? {} : { expiresAt: expiryTimestamp * 1000 };
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      this.#leaseEnd = record.inProgressExpiryTimestamp;
      if (await this.#records.create(collection, key, contentOf(record), expiry)) return;
      const stored = await this.#records.read(collection, key);
      if (!stored) continue;
      const known = recordOf(stored);
      if (!isAbandoned(known)) throw new IdempotencyItemAlreadyExistsError(`${key} is known`, known);
      if (await this.#records.replace(collection, key, contentOf(record), stored.revision)) return;
    }
    throw new Error(`the key ${key} is claimed by too many at once`);
  }

  protected async _getRecord(key: string): Promise<IdempotencyRecord> {
    const stored = await this.#records.read(collection, key);
    if (!stored) throw new IdempotencyItemNotFoundError();
    return recordOf(stored);
  }

  protected async _updateRecord(record: IdempotencyRecord): Promise<void> {
    const stored = await this.#records.read(collection, record.idempotencyKey);
    const done =
      stored &&
      (await this.#records.replace(collection, record.idempotencyKey, contentOf(record), stored.revision));
    if (!done) throw new Error(`the key ${record.idempotencyKey} was claimed by somebody else meanwhile`);
  }

  /**
   * Gives the claim up if it still stands: whoever fails after its lease may find what another did, or
   * is at. The record stays, as a claim whose lease is over: revisions of one that is made anew would
   * begin anew, and whoever read a former one long ago could replace what is done.
   */
  protected async _deleteRecord({ idempotencyKey }: IdempotencyRecord): Promise<void> {
    const stored = await this.#records.read(collection, idempotencyKey);
    if (!stored) return;
    const known = recordOf(stored);
    const isMine = known.inProgressExpiryTimestamp === this.#leaseEnd;
    if (!isMine || known.getStatus() === IdempotencyRecordStatus.COMPLETED) return;
    const givenUp = { ...contentOf(known), inProgressExpiryTimestamp: 0 };
    await this.#records.replace(collection, idempotencyKey, givenUp, stored.revision);
  }
}

/** Claimed, and the time to settle it is over: whoever did so has died. */
function isAbandoned(record: IdempotencyRecord): boolean {
  const { inProgressExpiryTimestamp: leaseEnd } = record;
  return record.getStatus() === 'INPROGRESS' && leaseEnd !== undefined && leaseEnd < Date.now();
}

function contentOf(record: IdempotencyRecord): Omit<IdempotencyRecordOptions, 'idempotencyKey'> {
  const { expiryTimestamp, inProgressExpiryTimestamp, responseData, payloadHash } = record;
  return {
    status: record.getStatus(),
    ...(expiryTimestamp !== undefined && { expiryTimestamp }),
    ...(inProgressExpiryTimestamp !== undefined && { inProgressExpiryTimestamp }),
    ...(responseData !== undefined && { responseData }),
    ...(payloadHash !== undefined && { payloadHash }),
  };
}

function recordOf({ key, value }: StoredRecord): IdempotencyRecord {
  // Only this class writes to the collection.
  const options = value as Omit<IdempotencyRecordOptions, 'idempotencyKey'>;
  return new IdempotencyRecord({ ...options, idempotencyKey: key });
}
