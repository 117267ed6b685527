import { hash } from 'node:crypto';
import { type IncomingMessage, request as plainly } from 'node:http';
import { request as securely } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../lib/sha256.ts';
import { failure, tracePart } from '../x-ray/segments.ts';

/** How AWS is reached: any client of the SDK lends its Region and its credentials. */
export interface SignedWith {
  readonly client: { readonly config: Pick<DynamoDBClient['config'], 'region' | 'credentials'> };
  /** Of a stand-in for all of AWS; AWS's own unless given. */
  readonly endpoint?: string | undefined;
}

/** As the environment has it. */
export function signedWith(client: SignedWith['client']): SignedWith {
  return { client, endpoint: process.env.AWS_ENDPOINT_URL };
}

/** A service of AWS. */
interface Service extends SignedWith {
  /** As X-Ray and errors call it. */
  readonly title: string;
  /** As signatures call it. */
  readonly signedAs: string;
  /** Where AWS has it, `https://…`. */
  readonly originIn: (region: string) => string;
  /** How long an attempt may take, its answer included, ms. */
  readonly attemptMs: number;
}

export interface SignedRequest {
  /** What it asks for, for traces and errors. */
  readonly operation: string;
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Begins with `/`; encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** The bytes of an answer, as they come. */
export type Bytes = AsyncIterable<Buffer>;

/** Sends a request. @param read belongs to the attempt: when it fails, all is tried again */
export type SendSigned = <Answer>(
  request: SignedRequest,
  read: (bytes: Bytes) => Answer | Promise<Answer>,
) => Promise<Answer>;

const attempts = 3;

/** Before the second attempt, ms; twice as long before the third. */
const pauseMs = 100;

/**
 * Requests to a service of which a function needs one or two operations: the SDK's client would bring all that the
 * service can be asked, 43 KB for Glue and 130 KB for S3.
 */
export function signedRequests({ client, endpoint, ...service }: Service): SendSigned {
  const send = async ({ method, path, query = {}, headers, body }: SignedRequest) => {
    const region = await client.config.region();
    const origin = new URL(endpoint ?? service.originIn(region));
    const signer = new SignatureV4({
      ...{ service: service.signedAs, region, credentials: client.config.credentials, sha256: Sha256 },
      // It is encoded once already, as S3 wants it.
      uriEscapePath: false,
    });
    const signed = await signer.sign({
      ...{ method, protocol: origin.protocol, hostname: origin.hostname, path, query: { ...query } },
      headers: {
        ...headers,
        host: origin.host,
        'x-amz-content-sha256': hash('sha256', body ?? '', 'hex'),
        ...(body && { 'content-length': String(body.byteLength) }),
      },
    });
    const url = new URL(`${path}?${new URLSearchParams(query)}`, origin);
    const call = (origin.protocol === 'http:' ? plainly : securely)(url, {
      ...{ method, headers: signed.headers, signal: AbortSignal.timeout(service.attemptMs) },
    });
    return new Promise<IncomingMessage>((resolve, reject) => {
      call.once('response', resolve).on('error', reject).end(body);
    });
  };

  const attempt: SendSigned = (request, read) =>
    tracePart(
      service.title,
      async () => {
        const response = await send(request);
        const { statusCode: status = 0 } = response;
        if (status >= 200 && status < 300) return read(response);
        throw new RefusedByAws(service.title, request.operation, status, String(await buffer(response)));
      },
      (error) => ({ namespace: 'aws', aws: { operation: request.operation }, ...failureIn(error) }),
    );

  return async (request, read) => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await attempt(request, read);
      } catch (error) {
        if (tried === attempts || (error instanceof RefusedByAws && error.isFinal)) throw error;
        await setTimeout(pauseMs * 2 ** (tried - 1));
      }
    }
  };
}

/** The code of an error, in JSON (`"__type":"com.amazonaws.glue#ThrottlingException"`) or in S3's XML. */
const codePattern = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"|<Code>(\w+)<\/Code>/;

/**
 * A refusal counts as transient, whatever it is: somebody has to let the function at what it asks for. Its text is
 * left out, as it may quote what was asked.
 */
class RefusedByAws extends Error {
  override readonly name = 'RefusedByAws';
  /** Asking again at once would not help. */
  readonly isFinal: boolean;

  constructor(title: string, operation: string, status: number, text: string) {
    const [, inJson, inXml] = codePattern.exec(text) ?? [];
    const code = inJson ?? inXml ?? '';
    super(`${title} answered ${status} to ${operation}${code && ` (${code})`}`);
    const isBusy = status === 429 || /Throttl|TooManyRequests|RequestLimit|RequestTimeout/.test(code);
    this.isFinal = status < 500 && !isBusy;
  }
}

function failureIn(error: unknown) {
  return error === undefined ? {} : failure(error);
}
