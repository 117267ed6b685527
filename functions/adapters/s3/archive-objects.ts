import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { minuteMs } from '../../core/conservation/minute-digest.ts';
import { dayFolder } from './archive-layout.ts';
import { type Bucket, bucketRequest, sendToBucket } from './bucket.ts';
import { type ListedObject, listQuery, objectsIn } from './object-list.ts';

/** An object of the auditors' archive: a compressed file of the bus's events, one per line, that Firehose wrote. */
export type ArchiveObject = ListedObject;

/** The objects of the auditors' archive. */
export interface ArchiveObjects {
  /** Those that were filed under the days of a span of time and written in another, ms since the epoch. */
  list(taken: Span, written: Span): Promise<readonly ArchiveObject[]>;
  /** The lines of an object, in order. @throws {Error} when it cannot be decompressed */
  lines(key: string): AsyncIterable<string>;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** How long reading an object may take, ms, what is made of its lines included: a busy day's have megabytes. */
const objectMs = 120_000;

/** How long a page of a list may take, ms. */
const pageMs = 10_000;

/**
 * The auditors' archive in an S3 bucket. A day is listed as a whole, about 1,500 objects at Firehose's
 * pace: their names begin with the stream's version, which counts its changes
 * (https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html), so none says where to begin.
 */
export function createS3ArchiveObjects(bucket: Bucket): ArchiveObjects {
  const sendForPage = sendToBucket(bucket, pageMs);
  const sendForObject = sendToBucket(bucket, objectMs);
  return {
    async list(taken, written) {
      const found: ArchiveObject[] = [];
      for (const day of daysOf(taken)) {
        let after: string | undefined;
        do {
          const page = bucketRequest(bucket, '', {
            ...{ operation: 'ListObjectsV2', method: 'GET' },
            query: listQuery(dayFolder(day), after),
          });
          const { objects, next } = objectsIn(await sendForPage(page, text));
          found.push(
            ...objects.filter(({ writtenAt }) => writtenAt >= written.from && writtenAt < written.to),
          );
          after = next;
        } while (after !== undefined);
      }
      return found;
    },

    async *lines(key) {
      const object = bucketRequest(bucket, key, { operation: 'GetObject', method: 'GET' });
      const bytes = await sendForObject(object, (each) => each);
      const plain = createGunzip();
      const fed = pipeline(bytes, plain);
      // Whoever reads the lines hears of what breaks them.
      fed.catch(() => {});
      yield* linesOf(plain);
      await fed;
    },
  };
}

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const bytes of source) {
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

const dayMs = 24 * 60 * minuteMs;

function daysOf({ from, to }: Span): string[] {
  const days: string[] = [];
  for (let day = Math.floor(from / dayMs); day * dayMs < to; day += 1)
    days.push(new Date(day * dayMs).toISOString().slice(0, 10));
  return days;
}
