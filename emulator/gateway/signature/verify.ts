import { hash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../lib/sha256.ts';
import { type HttpRequest, singleHeader } from '../http-message.ts';
import { type Authorization, parseAuthorization } from './authorization-header.ts';
import { findFault, parseAmzDate, type SignedTime, service } from './checks.ts';

/** Why a request is not let in, as API Gateway words it. */
export interface SignatureProblem {
  readonly type: 'MISSING_AUTHENTICATION_TOKEN' | 'INVALID_SIGNATURE';
  /** For the header `x-amzn-ErrorType`. */
  readonly errorName: string;
  readonly message: string;
}

/** Who signed a request, or why it is not let in. */
export type Verification =
  | { readonly accessKeyId: string; readonly problem?: undefined }
  | { readonly accessKeyId?: undefined; readonly problem: SignatureProblem };

export interface VerifierSettings {
  readonly region: string;
  /** Access key id → secret access key. */
  readonly accessKeys: ReadonlyMap<string, string>;
}

export type Verify = (request: HttpRequest, nowMs: number) => Promise<Verification>;

/**
 * Makes a verifier of requests that carry a Signature Version 4 in their `Authorization` header,
 * made with access keys that do not expire. The signature is computed anew from the request as it
 * came, so nothing that it covers was changed on the way. As documented in
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createVerifier({ region, accessKeys }: VerifierSettings): Verify {
  return async (request, nowMs) => {
    const header = singleHeader(request, 'authorization');
    if (header === undefined) return missing;
    const authorization = parseAuthorization(header);
    const time = parseAmzDate(singleHeader(request, 'x-amz-date') ?? '');
    if (!authorization || !time) return incomplete;
    const fault = findFault(authorization, time, request, { region, nowMs });
    if (fault !== undefined) return invalid('InvalidSignatureException', fault);
    const secret = accessKeys.get(authorization.accessKeyId);
    // A session token belongs to temporary credentials, and there are none.
    if (secret === undefined || request.headers['x-amz-security-token'] !== undefined) return unknownKey;
    const expected = await signatureOf(request, authorization, time, secret);
    if (expected === undefined || !isSame(expected, authorization.signature)) return mismatch;
    return { accessKeyId: authorization.accessKeyId };
  };
}

const missing: Verification = {
  problem: {
    type: 'MISSING_AUTHENTICATION_TOKEN',
    errorName: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  },
};

function invalid(errorName: string, message: string): Verification {
  return { problem: { type: 'INVALID_SIGNATURE', errorName, message } };
}

const incomplete = invalid(
  'IncompleteSignatureException',
  'Authorization must be of the form AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…, and X-Amz-Date the time of the signature.',
);

const unknownKey = invalid(
  'UnrecognizedClientException',
  'The security token included in the request is invalid.',
);

const mismatch = invalid(
  'InvalidSignatureException',
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
);

/**
 * The signature the request would have with that secret; undefined when none could tell it from
 * another request.
 */
async function signatureOf(
  request: HttpRequest,
  { accessKeyId, region, signedHeaders }: Authorization,
  time: SignedTime,
  secretAccessKey: string,
): Promise<string | undefined> {
  const query = parseQuery(request.query);
  const headers = pickHeaders(request, signedHeaders);
  if (!query || !headers || !isNormalized(request.path) || !isBodyHashRight(request)) return undefined;
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  });
  const { method, path, body } = request;
  const signed = await signer.sign(
    { method, path, query, headers, body, protocol: 'http:', hostname: '' },
    { signingDate: new Date(time.ms), signableHeaders: new Set(signedHeaders) },
  );
  return parseAuthorization(signed.headers.authorization ?? '')?.signature;
}

/** The headers of those names; undefined when one of them is not there. */
function pickHeaders(
  request: HttpRequest,
  names: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
    if (value === undefined) return undefined;
    picked[name] = [value].flat().join(',');
  }
  return picked;
}

/**
 * A query's parameters by name; undefined for one that a signature does not cover: what is not
 * percent-encoded text, and the two names that the signer leaves out. A plus sign is no space to a
 * signer.
 */
function parseQuery(query: string): Record<string, string[]> | undefined {
  const parameters = new Map<string, string[]>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const at = pair.indexOf('=');
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    try {
      const key = decodeURIComponent(name);
      if (key === '__proto__' || key.toLowerCase() === 'x-amz-signature') return undefined;
      parameters.set(key, [...(parameters.get(key) ?? []), decodeURIComponent(value)]);
    } catch {
      return undefined;
    }
  }
  return Object.fromEntries(parameters);
}

/**
 * Signers collapse empty segments, `.` and `..`: a path with one of them would share its signature
 * with another.
 */
function isNormalized(path: string): boolean {
  const [beforeRoot, ...segments] = path.split('/');
  const isCollapsed = (segment: string) => segment === '' || segment === '.' || segment === '..';
  return path === '/' || (beforeRoot === '' && !segments.some(isCollapsed));
}

/** The signer takes a hash that the client gives for the body's own. */
function isBodyHashRight(request: HttpRequest): boolean {
  const given = singleHeader(request, 'x-amz-content-sha256');
  return given === undefined || given === hash('sha256', request.body);
}

/** @param one @param other 64 hexadecimal digits each */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
