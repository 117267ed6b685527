import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../../../emulator/gateway/http-message.ts';
import { createVerifier } from '../../../../emulator/gateway/signature/verify.ts';
import { Sha256 } from '../../../../lib/sha256.ts';

const secret = 'a secret access key';
const verify = createVerifier({ region: 'eu-west-1', accessKeys: new Map([['LOCAL01', secret]]) });
const now = Date.UTC(2026, 2, 9, 8, 5, 7);

interface Draft {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const draft: Draft = {
  method: 'POST',
  path: '/things/a-1',
  query: { from: 'a b', to: ['2', '1'] },
  headers: { host: 'api.example.com', 'content-type': 'application/json', 'x-note': 'two words' },
  body: '{"a":1}',
};

interface Signing {
  readonly region?: string;
  readonly service?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly atMs?: number;
}

function percentEncoded(text: string) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The request as it arrives once AWS's own signer has signed it. */
async function sign(changes: Partial<Draft> = {}, signing: Signing = {}): Promise<HttpRequest> {
  const { method, path, query, headers, body } = { ...draft, ...changes };
  const { region = 'eu-west-1', service = 'execute-api', atMs = now, ...credentials } = signing;
  const signer = new SignatureV4({
    region,
    service,
    sha256: Sha256,
    credentials: { accessKeyId: 'LOCAL01', secretAccessKey: secret, ...credentials },
  });
  const url = { protocol: 'http:', hostname: 'api.example.com' };
  const signed = await signer.sign(
    { ...url, method, path, query: { ...query }, headers: { ...headers }, body },
    { signingDate: new Date(atMs) },
  );
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${percentEncoded(name)}=${percentEncoded(value)}`),
  );
  const text = Buffer.from(body);
  return { method, path, query: pairs.join('&'), headers: signed.headers, body: text, sourceIp: '::1' };
}

const accepted = { accessKeyId: 'LOCAL01' };
async function problemOf(request: HttpRequest, nowMs = now) {
  return (await verify(request, nowMs)).problem;
}
const mismatch = { type: 'INVALID_SIGNATURE', message: expect.stringMatching(/does not match/) };

describe('Given a request signed by a known key', () => {
  test('it is accepted, whatever it holds', async () => {
    const text = fc.string({ unit: 'grapheme' });
    const segment = fc.stringMatching(/^[A-Za-z0-9_~%:@-][A-Za-z0-9._~%:@-]*$/);
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      path: fc.array(segment, { minLength: 1 }).map((segments) => `/${segments.join('/')}`),
      query: fc.dictionary(
        text.filter((name) => name !== '__proto__'),
        fc.oneof(text, fc.array(text, { minLength: 1 })),
        { noNullPrototype: true },
      ),
      headers: fc.record({
        host: fc.constant('api.example.com'),
        'x-note': fc.stringMatching(/^[ -~]*$/),
        'user-agent': fc.constant('test'),
      }),
      body: text,
    });
    await fc.assert(
      fc.asyncProperty(request, async (each) => {
        expect(await verify(await sign(each), now)).toEqual(accepted);
      }),
    );
  });

  test('it is accepted for five minutes before and after its time, and no longer', async () => {
    const request = await sign();
    const fiveMinutes = 5 * 60_000;
    for (const offset of [-fiveMinutes, 0, fiveMinutes])
      expect(await verify(request, now + offset)).toEqual(accepted);
    expect(await problemOf(request, now + fiveMinutes + 1)).toMatchObject({
      type: 'INVALID_SIGNATURE',
      message:
        'Signature expired: 20260309T080507Z is now earlier than 20260309T080507Z (20260309T081007Z - 5 min.)',
    });
    expect(await problemOf(request, now - fiveMinutes - 1)).toMatchObject({
      type: 'INVALID_SIGNATURE',
      message:
        'Signature not yet current: 20260309T080507Z is still later than 20260309T080506Z (20260309T080006Z + 5 min.)',
    });
  });

  test('a hash of the body may be given, and must be right', async () => {
    const request = await sign();
    const { 'x-amz-content-sha256': given, ...headers } = request.headers;
    expect(given).toMatch(/^[0-9a-f]{64}$/);
    expect(await problemOf({ ...request, headers })).toMatchObject(mismatch);
    const unsigned = await sign({
      headers: { ...draft.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    });
    expect(await problemOf(unsigned)).toMatchObject(mismatch);
  });
});

describe('Given a request that was changed after it was signed', () => {
  const parts = ['method', 'path', 'query', 'body', 'host', 'content-type', 'x-note', 'x-amz-date'] as const;
  type Part = (typeof parts)[number];

  const read = (request: HttpRequest, part: Part): string =>
    part === 'method' || part === 'path' || part === 'query' || part === 'body'
      ? String(request[part])
      : String(request.headers[part]);

  const change = (request: HttpRequest, part: Part, text: string): HttpRequest => {
    if (part === 'body') return { ...request, body: Buffer.from(text) };
    if (part === 'method' || part === 'path' || part === 'query') return { ...request, [part]: text };
    return { ...request, headers: { ...request.headers, [part]: text } };
  };

  /**
   * What is the same to a signer: percent-encoding of a query and its order, and white space in a
   * header.
   */
  const meaning = (part: Part, text: string): string => {
    if (part === 'query') {
      const pairs = text.split('&').flatMap((pair) => (pair === '' ? [] : [pair.replace(/=$/, '')]));
      try {
        return JSON.stringify(pairs.map(decodeURIComponent).sort());
      } catch {
        return text;
      }
    }
    const isHeader = part !== 'method' && part !== 'path' && part !== 'body';
    return isHeader ? text.replace(/\s+/g, ' ').trim() : text;
  };

  test('any other, added or removed character is refused', async () => {
    const request = await sign();
    const edit = fc.record({
      part: fc.constantFrom(...parts),
      at: fc.nat(60),
      length: fc.nat(2),
      inserted: fc.string({ unit: 'grapheme-ascii', maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ part, at, length, inserted }) => {
        const before = read(request, part);
        const from = at % (before.length + 1);
        const after = before.slice(0, from) + inserted + before.slice(from + length);
        fc.pre(meaning(part, after) !== meaning(part, before));
        expect(await problemOf(change(request, part, after)), after).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['no slash at its start', 'things/a-1'],
    ['an empty segment', '/things//a-1'],
    ['a segment that stands for itself', '/things/./a-1'],
    ['a segment that goes back', '/other/../things/a-1'],
    ['a slash at its end', '/things/a-1/'],
  ])('a path with %s is refused, though a signer may take it for the same', async (_, path) => {
    expect(await problemOf({ ...(await sign()), path })).toMatchObject(mismatch);
  });

  test.each(['x-amz-signature=1', 'X-Amz-Signature=1', '__proto__=1', 'b=%E0%A4%A', '%'])(
    'a query with %s, which a signature does not cover, is refused',
    async (added) => {
      const request = await sign();
      expect(await problemOf({ ...request, query: `${request.query}&${added}` })).toMatchObject(mismatch);
    },
  );

  test('a header that AWS goes by cannot be added', async () => {
    const request = await sign();
    const headers = { ...request.headers, 'x-amz-invocation-type': 'Event' };
    expect(await problemOf({ ...request, headers })).toMatchObject({
      message: "'x-amz-invocation-type' must be a 'SignedHeader' in the AWS Authorization.",
    });
  });

  test('a signed header cannot be left out, nor come twice', async () => {
    const request = await sign();
    const { 'x-note': note, ...headers } = request.headers;
    expect(await problemOf({ ...request, headers })).toMatchObject(mismatch);
    const twice = { ...headers, 'x-note': [String(note), 'more'] };
    expect(await problemOf({ ...request, headers: twice })).toMatchObject(mismatch);
  });

  test('a header that was not signed may be added', async () => {
    const request = await sign();
    const headers = { ...request.headers, 'x-forwarded-for': '::1' };
    expect(await verify({ ...request, headers }, now)).toEqual(accepted);
  });
});

describe('Given a request that nobody with a right to signed', () => {
  test.each<[string, Signing, string, string]>([
    [
      'another Region',
      { region: 'us-east-1' },
      'InvalidSignatureException',
      "Credential should be scoped to a valid region, not 'us-east-1'.",
    ],
    [
      'another service',
      { service: 's3' },
      'InvalidSignatureException',
      "Credential should be scoped to correct service: 'execute-api'.",
    ],
    [
      'an unknown key',
      { accessKeyId: 'LOCAL02' },
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'a session token',
      { sessionToken: 'token' },
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    [
      'the wrong secret',
      { secretAccessKey: 'a secret access kez' },
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided.',
    ],
  ])('one for %s is refused as AWS does', async (_, signing, errorName, message) => {
    expect(await problemOf(await sign({}, signing))).toEqual({
      type: 'INVALID_SIGNATURE',
      errorName,
      message: expect.stringContaining(message),
    });
  });

  test('one without a signature misses its authentication token', async () => {
    const { authorization: _, ...headers } = (await sign()).headers;
    expect(await problemOf({ ...(await sign()), headers })).toEqual({
      type: 'MISSING_AUTHENTICATION_TOKEN',
      errorName: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
  });

  test('one whose signature leaves out the host is refused', async () => {
    const { host: _, ...headers } = draft.headers;
    const request = await sign({ headers });
    expect(
      await problemOf({ ...request, headers: { ...request.headers, host: 'a.example.com' } }),
    ).toMatchObject({ message: "'host' must be a 'SignedHeader' in the AWS Authorization." });
  });

  test('one whose scope is of another day is refused', async () => {
    const request = await sign();
    const authorization = String(request.headers.authorization).replace('/20260309/', '/20260308/');
    expect(await problemOf({ ...request, headers: { ...request.headers, authorization } })).toMatchObject({
      message: 'Date in Credential scope does not match the date in X-Amz-Date: 20260309T080507Z',
    });
  });

  test.each([
    ['another algorithm', (header: string) => header.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1')],
    ['a bearer token', () => 'Bearer abc'],
    ['nothing in it', () => ''],
    ['no credential', (header: string) => header.replace(/Credential=[^,]+, /, '')],
    ['another terminator', (header: string) => header.replace('/aws4_request', '/aws5_request')],
    ['signed headers in capitals', (header: string) => header.replace('host;', 'Host;')],
    ['no signed headers', (header: string) => header.replace(/SignedHeaders=[^,]+/, 'SignedHeaders=')],
    ['a short signature', (header: string) => header.slice(0, -1)],
    ['a long signature', (header: string) => `${header}0`],
    ['a signature in capitals', (header: string) => header.replace(/.{64}$/, (each) => each.toUpperCase())],
    ['a field more', (header: string) => `${header}, More=1`],
  ])('an Authorization header with %s is incomplete', async (_, edit) => {
    const request = await sign();
    const authorization = edit(String(request.headers.authorization));
    expect(await problemOf({ ...request, headers: { ...request.headers, authorization } })).toMatchObject({
      type: 'INVALID_SIGNATURE',
      errorName: 'IncompleteSignatureException',
    });
  });

  test.each([undefined, '', '20260309', '20261309T080507Z', '2026-03-09T08:05:07Z'])(
    'X-Amz-Date %s is incomplete',
    async (date) => {
      const request = await sign();
      const headers = { ...request.headers, 'x-amz-date': date };
      expect(await problemOf({ ...request, headers })).toMatchObject({
        errorName: 'IncompleteSignatureException',
      });
    },
  );

  test('any change of the signature itself is refused', async () => {
    const request = await sign();
    const header = String(request.headers.authorization);
    await fc.assert(
      fc.asyncProperty(fc.nat(63), fc.constantFrom(...'0123456789abcdef'), async (at, digit) => {
        const from = header.length - 64 + at;
        fc.pre(header[from] !== digit);
        const authorization = header.slice(0, from) + digit + header.slice(from + 1);
        expect(await problemOf({ ...request, headers: { ...request.headers, authorization } })).toMatchObject(
          mismatch,
        );
      }),
    );
  });
});

describe('Given the example in the documentation of Signature Version 4', () => {
  const exampleKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

  test('the key that signs is derived as documented', async () => {
    let key: Uint8Array | string = `AWS4${exampleKey}`;
    for (const part of ['20150830', 'us-east-1', 'iam', 'aws4_request']) {
      const mac: Sha256 = new Sha256(key);
      mac.update(part);
      key = await mac.digest();
    }
    expect(Buffer.from(key).toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
  });
});
