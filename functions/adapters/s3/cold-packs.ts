import { hash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../lib/sha256.ts';
import type { ColdStore } from '../../core/cold/cold-copy.ts';
import { failure, tracePart } from '../x-ray/segments.ts';

/** How long one attempt may take, ms. A pack has two megabytes, a copy in it two kilobytes. */
const attemptMs = 3_000;
const attempts = 3;

interface ColdPacksOptions {
  /** Lends its credentials and its Region. */
  readonly client: Pick<DynamoDBClient, 'config'>;
  readonly bucket: string;
  /** Of a stand-in for S3, which has its buckets in the path; AWS's own unless given. */
  readonly endpoint?: string | undefined;
}

interface Call {
  readonly method: 'GET' | 'PUT';
  readonly pack: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer<ArrayBuffer>;
}

/**
 * Packs as objects of the auditors' archive, by two plain requests. The SDK's client of S3 would nearly
 * double the bundle of every function that reads invoices, for what hardly ever happens.
 */
export function s3ColdPacks({ client, bucket, endpoint }: ColdPacksOptions): ColdStore {
  const send = async ({ method, pack, headers, body }: Call): Promise<Response> => {
    const region = await client.config.region();
    const origin = new URL(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`);
    const path = [...(endpoint ? [bucket] : []), ...pack.split('/')].map(encodeURIComponent).join('/');
    const signer = new SignatureV4({
      ...{ service: 's3', region, credentials: client.config.credentials, sha256: Sha256 },
      // It is encoded once already, as S3 wants it.
      uriEscapePath: false,
    });
    const signed = await signer.sign({
      ...{ method, protocol: origin.protocol, hostname: origin.hostname, path: `/${path}` },
      headers: { ...headers, host: origin.host, 'x-amz-content-sha256': hash('sha256', body ?? '', 'hex') },
    });
    const { host: _, ...sent } = signed.headers;
    return fetch(new URL(`/${path}`, origin), {
      ...{ method, headers: sent, signal: AbortSignal.timeout(attemptMs) },
      ...(body && { body }),
    });
  };

  const attempt = (call: Call): Promise<Uint8Array> =>
    tracePart(
      'S3',
      async () => {
        const response = await send(call);
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (!response.ok) throw new RefusedByS3(call, response.status);
        return bytes;
      },
      (error) => ({ namespace: 'aws', aws: { operation: `${call.method} pack` }, ...failureIn(error) }),
    );

  const answerTo = async (call: Call): Promise<Uint8Array> => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await attempt(call);
      } catch (error) {
        if (tried === attempts || (error instanceof RefusedByS3 && error.isFinal)) throw error;
      }
    }
  };

  return {
    async put(pack, bytes) {
      const body = Buffer.from(bytes);
      const headers = { 'x-amz-checksum-sha256': hash('sha256', body, 'base64') };
      await answerTo({ method: 'PUT', pack, headers, body });
    },
    read(pack, part) {
      const headers: Call['headers'] = part
        ? { range: `bytes=${part.offset}-${part.offset + part.length - 1}` }
        : {};
      return answerTo({ method: 'GET', pack, headers });
    },
  };
}

/** Whatever S3 refuses counts as transient: the copy is there, and somebody has to let the function at it. */
class RefusedByS3 extends Error {
  override readonly name = 'RefusedByS3';
  /** Asking again at once would not help. */
  readonly isFinal: boolean;

  constructor({ method, pack }: Call, status: number) {
    super(`S3 answered ${status} to ${method} ${pack}`);
    this.isFinal = status >= 400 && status < 500 && status !== 429;
  }
}

function failureIn(error: unknown) {
  return error === undefined ? {} : failure(error);
}
