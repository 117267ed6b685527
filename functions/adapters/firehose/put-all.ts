import {
  type FirehoseClient,
  PutRecordBatchCommand,
  type PutRecordBatchResponseEntry,
} from '@aws-sdk/client-firehose';
import { BemsError } from '../../core/errors.ts';

/**
 * What PutRecordBatch takes: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
const maxRecords = 500;
const maxBytes = 4 * 2 ** 20;
/** The most bytes of one record. */
export const maxRecordBytes = 1_000 * 2 ** 10;

/** How often what a stream did not take is sent again within one call; then the caller's message waits. */
const maxRetries = 3;
/** Upper bound of the first pause, ms; twice as much each time: with all of them less than three seconds. */
const firstPauseMs = 400;

interface Pauses {
  /** A number in [0, 1): jitter. */
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Puts texts on delivery streams, each as a record. A stream may take some of a batch and refuse the
 * others; those alone are sent again.
 * @returns a function that resolves once a stream has all of them, some perhaps twice
 */
export function createFirehosePutAll(client: FirehoseClient, { random, wait }: Pauses) {
  const putBatch = async (stream: string, batch: readonly Uint8Array[]): Promise<void> => {
    let rest = batch;
    for (let retries = 0; ; retries += 1) {
      const { FailedPutCount, RequestResponses = [] } = await client.send(
        new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: rest.map((Data) => ({ Data })) }),
      );
      if (FailedPutCount === 0) return;
      const refused = RequestResponses.find(isRefused);
      rest = rest.filter((_, index) => isRefused(RequestResponses[index]));
      if (rest.length === 0) return;
      if (retries === maxRetries) throw notTaken(stream, rest.length, refused);
      await wait(random() * firstPauseMs * 2 ** retries);
    }
  };

  return async (stream: string, texts: readonly string[]): Promise<void> => {
    const batches = batchesOf(texts.map((text) => Buffer.from(text)));
    await Promise.all(batches.map((batch) => putBatch(stream, batch)));
  };
}

/** What got no answer may not have been taken. */
function isRefused(response: PutRecordBatchResponseEntry | undefined): boolean {
  return response === undefined || response.ErrorCode !== undefined || response.RecordId === undefined;
}

/** As few batches as calls allow, in the order of the records. */
function batchesOf(records: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const batches: Uint8Array[][] = [];
  let bytes = 0;
  for (const record of records) {
    const last = batches.at(-1);
    bytes += record.length;
    if (last && last.length < maxRecords && bytes <= maxBytes) last.push(record);
    else {
      batches.push([record]);
      bytes = record.length;
    }
  }
  return batches;
}

function notTaken(
  stream: string,
  count: number,
  refused: PutRecordBatchResponseEntry | undefined,
): BemsError {
  const why = refused?.ErrorCode ?? 'no answer';
  return new BemsError('STREAM_REFUSES', `The stream ${stream} did not take ${count} records: ${why}.`, {
    nextStep: 'Nothing: they are sent again. If it lasts, have the throughput of the stream raised.',
    failureClass: 'transient',
    cause: refused?.ErrorMessage,
  });
}
