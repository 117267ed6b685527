import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { minuteMs } from '../../core/conservation/minute-digest.ts';
import { dayFolder } from './archive-layout.ts';

/** An object of the auditors' archive: a compressed file of the bus's events, one per line. */
export interface ArchiveObject {
  readonly key: string;
  /** When Firehose wrote it, ms since the epoch. */
  readonly writtenAt: number;
}

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

/**
 * The auditors' archive in an S3 bucket. A day is listed as a whole, about 1,500 objects at Firehose's
 * pace: their names begin with the stream's version, which counts its changes
 * (https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html), so none says where to begin.
 */
export function createS3ArchiveObjects(client: S3Client, bucket: string): ArchiveObjects {
  return {
    async list(taken, written) {
      const found: ArchiveObject[] = [];
      for (const day of daysOf(taken)) {
        const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: dayFolder(day) });
        for await (const { Contents = [] } of pages)
          for (const { Key: key, LastModified } of Contents) {
            const writtenAt = LastModified?.getTime() ?? 0;
            if (key !== undefined && writtenAt >= written.from && writtenAt < written.to)
              found.push({ key, writtenAt });
          }
      }
      return found;
    },

    async *lines(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (!Body) return;
      const packed = Body.transformToWebStream();
      const plain = createGunzip();
      const fed = feed(packed, plain);
      yield* linesOf(plain);
      await fed;
    },
  };
}

/** Passes bytes on as they are taken; what breaks the source breaks the sink. */
async function feed(source: ReadableStream<Uint8Array>, sink: ReturnType<typeof createGunzip>) {
  try {
    for await (const bytes of source)
      if (!sink.write(bytes)) await new Promise((resolve) => void sink.once('drain', resolve));
    sink.end();
  } catch (error) {
    sink.destroy(error instanceof Error ? error : new Error(String(error)));
  }
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
