import { hash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ColdStore } from '../../core/cold/cold-copy.ts';
import { type Bucket, bucketRequest, sendToBucket } from './bucket.ts';

/** How long one attempt may take, ms. A pack has two megabytes, a copy in it two kilobytes. */
const attemptMs = 3_000;

/** Packs as objects of the auditors' archive. */
export function s3ColdPacks(bucket: Bucket): ColdStore {
  const send = sendToBucket(bucket, attemptMs);
  return {
    async put(pack, bytes) {
      const body = Buffer.from(bytes);
      const headers = { 'x-amz-checksum-sha256': hash('sha256', body, 'base64') };
      const operation = 'PUT pack';
      await send(bucketRequest(bucket, pack, { operation, method: 'PUT', headers, body }), buffer);
    },
    read(pack, part) {
      const headers: Record<string, string> = part
        ? { range: `bytes=${part.offset}-${part.offset + part.length - 1}` }
        : {};
      return send(bucketRequest(bucket, pack, { operation: 'GET pack', method: 'GET', headers }), buffer);
    },
  };
}
