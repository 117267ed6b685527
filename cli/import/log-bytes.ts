import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnreadableBytes } from '../input/decode.ts';

/** Small, because a CSV log is held as the rows of a chunk. */
const chunkBytes = 1 << 16;

/**
 * The bytes of a file in chunks, decompressed when its name ends in `.gz`.
 * @throws {UnreadableBytes} when the content is of another format than the name says, or damaged
 */
export async function* logBytes(file: string): AsyncGenerator<Buffer> {
  const stored = createReadStream(file, { highWaterMark: chunkBytes });
  const isCompressed = /\.gz$/i.test(file);
  // The callback has nothing to do: whoever reads the end of the pipeline gets the error.
  const plain: AsyncIterable<Buffer> = isCompressed
    ? pipeline(stored, createGunzip({ chunkSize: chunkBytes }), () => {})
    : stored;
  let isFirst = true;
  try {
    for await (const chunk of plain) {
      if (isFirst) refuseOtherFormat(chunk);
      isFirst = false;
      yield chunk;
    }
  } catch (error) {
    throw damage(error) ?? error;
  }
}

/** How files begin that are often renamed instead of converted. */
const otherFormats: readonly (readonly [start: Buffer, what: string])[] = [
  [Buffer.from([0x1f, 0x8b]), 'it is compressed with gzip although its name does not end in .gz'],
  [Buffer.from('PK\x03\x04'), 'it is a ZIP file or an Excel workbook; save it as CSV'],
];

function refuseOtherFormat(start: Buffer): void {
  for (const [bytes, what] of otherFormats) {
    if (start.subarray(0, bytes.length).equals(bytes)) throw new UnreadableBytes(what);
  }
}

/** An error of the decompression in words; undefined for any other. */
function damage(error: unknown): UnreadableBytes | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'Z_BUF_ERROR') return new UnreadableBytes('the compressed file is cut short here');
  if (error.code !== 'Z_DATA_ERROR') return undefined;
  return new UnreadableBytes(
    error.message === 'incorrect header check'
      ? 'it is not compressed with gzip although its name ends in .gz'
      : `the compressed file is damaged here (${error.message})`,
  );
}
