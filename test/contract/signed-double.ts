import type { IncomingMessage } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SignedWith } from '../../functions/adapters/signed/requests.ts';
import { Sha256 } from '../../lib/sha256.ts';
import { bodyOf, startHttpDouble } from './http-double.ts';

/** A request as a service of AWS got it. */
export interface Got {
  /** Decoded, as the service reads them. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Whether the signature is that of just this request. */
  readonly isSigned: boolean;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Goes silent after the head and half of the body. */
  readonly stalls?: boolean;
}

const region = 'eu-west-1';
const credentials = { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'session' };

/**
 * A service of AWS that answers as a test says, and computes the signature of what it got anew.
 * @param service as signatures call it
 */
export async function startSignedDouble(service: string, answer: (got: Got, calls: number) => Reply) {
  const got: Got[] = [];
  const double = await startHttpDouble(async (request, response) => {
    const body = await bodyOf(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
    const query = Object.fromEntries(searchParams);
    const one: Got = {
      ...{ path: decodeURIComponent(pathname), query, headers: request.headers, body: body.toString() },
      isSigned: await isSignedFor(service, request, canonical(pathname), query, body),
    };
    got.push(one);
    const { status = 200, headers = {}, body: sent = '', stalls = false } = answer(one, got.length);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(sent) });
    if (stalls) response.write(Buffer.from(sent).subarray(0, Buffer.byteLength(sent) / 2));
    else response.end(sent);
  });
  const signedWith: SignedWith = {
    endpoint: double.endpoint,
    client: { config: { region: async () => region, credentials: async () => credentials } },
  };
  return { got, signedWith, connections: double.connections, stop: double.stop };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
async function isSignedFor(
  service: string,
  { method = '', headers }: IncomingMessage,
  path: string,
  query: Record<string, string>,
  body: Buffer,
): Promise<boolean> {
  const [, names = ''] = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? '') ?? [];
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: false });
  const covered = names.split(';');
  const given = String(headers['x-amz-date']).replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  const kept = Object.entries(headers).filter(
    ([name]) => covered.includes(name) && name !== 'x-amz-content-sha256',
  );
  const signed = await signer.sign(
    {
      ...{ method, path, query, body, protocol: 'http:', hostname: 'stand-in' },
      headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    },
    { signingDate: new Date(given), signableHeaders: new Set(covered) },
  );
  return signed.headers.authorization === headers.authorization;
}

/** The path as S3 has it in what is signed: everything encoded but letters, digits and `-._~/`. */
function canonical(path: string): string {
  return Array.from(Buffer.from(decodeURIComponent(path)), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9._~/-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
