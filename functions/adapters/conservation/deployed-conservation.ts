import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../../../lib/clock.ts';
import type { ColdStore } from '../../core/cold/cold-copy.ts';
import type { ArchivedEvent } from '../../core/conservation/archived-event.ts';
import type { Conservation } from '../../core/conservation/ports.ts';
import type { DeployedReconcilerSettings } from '../../core/conservation/settings.ts';
import type { Records } from '../../core/ports.ts';
import { archiveSpan } from '../cloudwatch/archive-span.ts';
import type { ReadMetrics } from '../cloudwatch/metric-readings.ts';
import { dynamoLedgerHoldings } from '../dynamodb/ledger-holdings.ts';
import { S3ArchiveHoldings } from '../s3/archive-holdings.ts';
import { createS3ArchiveObjects } from '../s3/archive-objects.ts';
import type { Bucket } from '../s3/bucket.ts';
import { SqsDeadLetters } from '../sqs/dead-letters.ts';
import { sqsMessageCounts } from '../sqs/message-counts.ts';
import { sqsPutBack } from '../sqs/put-back.ts';
import { type SqsTransitOptions, sqsTransit } from '../sqs/transit.ts';
import { pathDeadLetterKinds } from './dead-letter-kinds.ts';
import type { MinuteHoldings } from './minute-holdings.ts';

/** A time-series store that can be read. */
export interface ReadableTimeSeries {
  /** @param archive says when events happened */
  readonly holdings: (archive: Pick<MinuteHoldings<ArchivedEvent>, 'within'>) => MinuteHoldings;
  readonly showsBy: SqsTransitOptions['showsBy'];
}

export interface DeployedConservationOptions {
  readonly settings: DeployedReconcilerSettings;
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly readMetrics: ReadMetrics;
  readonly archiveBucket: Bucket;
  readonly ledgerTable: string;
  /** Where invoices are read from that the ledger let go. */
  readonly cold: Pick<ColdStore, 'read'>;
  readonly timeSeries: ReadableTimeSeries;
  readonly records: Pick<Records, 'list' | 'read'>;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
  /** As of `SqsDeadLetters`. */
  readonly waitSeconds?: number;
}

/** What reconciling asks of a deployed cell. */
export function deployedConservation(options: DeployedConservationOptions): Conservation {
  const { settings, dynamo, sqs, readMetrics, archiveBucket, records, clock, wait } = options;
  const { prefix, partitions } = settings;
  const archive = new S3ArchiveHoldings(
    createS3ArchiveObjects(archiveBucket),
    archiveSpan(readMetrics, { prefix, keptDays: settings.keptDays, clock }),
  );
  const timeSeries = options.timeSeries.holdings(archive);
  const readOnly = () => Promise.reject(new Error('the reconciler only reads dead letters'));
  const deadLetters = new SqsDeadLetters({
    ...{ client: sqs, prefix, partitions: partitions.map(({ name }) => name), clock },
    ...{ queuesFor: readOnly, putRecord: readOnly, kinds: pathDeadLetterKinds },
    ...(options.waitSeconds !== undefined && { waitSeconds: options.waitSeconds }),
  });
  return {
    archive,
    timeSeries,
    ledger: dynamoLedgerHoldings({ client: dynamo, table: options.ledgerTable, cold: options.cold, wait }, [
      archive,
      timeSeries,
    ]),
    transit: sqsTransit({
      ...{ countMessages: sqsMessageCounts(sqs), deadLetters, readMetrics },
      ...{ prefix, partitions, records, clock, showsBy: options.timeSeries.showsBy },
    }),
    putBack: sqsPutBack(sqs, prefix),
  };
}
