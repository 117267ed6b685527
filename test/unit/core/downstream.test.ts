import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classOfAnswer } from '../../../functions/core/downstream/answer-class.ts';
import { callOf, secretHeaders } from '../../../functions/core/downstream/request.ts';
import { retryAfterSeconds } from '../../../functions/core/downstream/retry-after.ts';
import { downstreamsText, parseDownstreams } from '../../../functions/core/downstream/settings.ts';
import { downstreamErrors } from '../../../functions/core/downstream/settings-errors.ts';
import { sampleFact } from '../../contract/samples.ts';

const sound = { url: 'https://erp.example.com/events', since: '2026-03-01T00:00:00Z', timeoutMs: 3_000 };

describe('Given any answer of a downstream', () => {
  const statuses = fc.integer({ min: 100, max: 999 });
  const further = fc.uniqueArray(fc.integer({ min: 400, max: 499 }).filter((s) => s !== 408 && s !== 429));

  test('When it is classed, Then exactly its range and the settings decide', () => {
    fc.assert(
      fc.property(statuses, further, (status, businessStatuses) => {
        const expected = () => {
          if (status >= 200 && status < 300) return 'done';
          if (status === 408 || status === 429 || status >= 500 || status < 400) return 'transient';
          return status === 409 || status === 422 || businessStatuses.includes(status)
            ? 'business'
            : 'permanent';
        };
        expect(classOfAnswer(status, { businessStatuses })).toBe(expected());
      }),
      { numRuns: 2_000 },
    );
  });

  test('When nothing is set, Then only 409 and 422 mean "not yet"', () => {
    const business = Array.from({ length: 900 }, (_, index) => index + 100).filter(
      (status) => classOfAnswer(status, {}) === 'business',
    );
    expect(business).toEqual([409, 422]);
  });
});

describe('Given a Retry-After', () => {
  const now = Date.parse('2026-03-02T09:15:00Z');
  test.each([
    ['120', 120],
    [' 0 ', 0],
    ['Mon, 02 Mar 2026 09:16:30 GMT', 90],
    ['Mon, 02 Mar 2026 09:14:00 GMT', 0],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['99999999999999', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('When it is %j, Then it asks for %j seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

describe('Given the call about a fact', () => {
  test('When it is made, Then nothing but the fact is in it', () => {
    const fact = sampleFact();
    const { headers, body } = callOf(fact);
    expect(headers['idempotency-key']).toBe(fact.digest);
    expect(JSON.parse(body)).toEqual({
      ...{ schemaVersion: fact.schemaVersion, cell: fact.cell, stage: fact.stage },
      ...{ receivedAt: fact.receivedAt, digest: fact.digest, event: fact.event },
    });
  });
});

describe('Given a secret', () => {
  test('When it holds headers, Then they are lower-case', () => {
    expect(secretHeaders({ Authorization: 'Bearer a', 'X-Key': 'b' })).toEqual({
      ...{ authorization: 'Bearer a', 'x-key': 'b' },
    });
  });

  test.each<[string, unknown]>([
    ['no object', 'Bearer topsecret'],
    ['a list', ['topsecret']],
    ['a number', { 'x-key': 7 }],
    ['a line break', { 'x-key': 'topsecret\r\nhost: evil' }],
    ['a name that is none', { 'x key topsecret': 'a' }],
    ['the idempotency key', { 'Idempotency-Key': 'topsecret' }],
    ['the host', { host: 'topsecret' }],
  ])('When it holds %s, Then it is refused without telling what it holds', (_, value) => {
    expect(() => secretHeaders(value)).toThrow();
    try {
      secretHeaders(value);
    } catch (error) {
      expect(String(error)).not.toContain('topsecret');
    }
  });
});

describe('Given the downstreams of a cell', () => {
  const errors = (settings: object, onThisMachine = false) =>
    downstreamErrors({ posting: { ...sound, ...settings } }, { onThisMachine });

  test('When they are written and read, Then they are the same', () => {
    const all = {
      posting: {
        ...sound,
        ...{ headersFromSecret: 'erp/posting', businessStatuses: [404] },
        breaker: { failuresToOpen: 3 },
      },
      ingestion: sound,
    };
    expect(parseDownstreams(downstreamsText(all))).toEqual(all);
    expect(downstreamErrors(all, { onThisMachine: false })).toEqual([]);
  });

  test.each<[object, RegExp]>([
    [{ url: 'http://erp.example.com' }, /downstream\.posting\.url must begin with https/],
    [{ url: 'ftp://erp.example.com' }, /downstream\.posting\.url must begin with https/],
    [{ url: 'erp' }, /downstream\.posting\.url is not a URL/],
    [{ url: 'https://user:pa55@erp.example.com' }, /url holds a user or a password/],
    [{ url: 'https://erp.example.com/#a' }, /url has a fragment/],
    [{ url: 'https://127.0.0.1/' }, /url names the machine itself/],
    [{ url: 'https://localhost/' }, /url names the machine itself/],
    [{ since: 'yesterday' }, /downstream\.posting\.since must be a time/],
    [{ timeoutMs: 99 }, /timeoutMs must be a whole number from 100 to 10000, not 99/],
    [{ timeoutMs: 10_001 }, /timeoutMs must be a whole number from 100 to 10000/],
    [{ headersFromSecret: 'a b' }, /headersFromSecret must be the name of a secret/],
    [{ headersFromSecret: 'erp-abc123' }, /headersFromSecret must not end with/],
    [{ businessStatuses: [500] }, /businessStatuses must be answers from 400 to 499/],
    [{ businessStatuses: [429] }, /businessStatuses must be answers from 400 to 499 other than 408 and 429/],
    [{ breaker: { failuresToOpen: 0 } }, /breaker\.failuresToOpen must be a whole number from 1 to 100/],
    [{ breaker: { firstOpenMs: 5_000, longestOpenMs: 4_000 } }, /longestOpenMs must be .* from 5000/],
  ])('When one says %j, Then the sentence names the field', (settings, sentence) => {
    expect(errors(settings)).toEqual([expect.stringMatching(sentence)]);
    expect(errors(settings).join()).not.toContain('pa55');
  });

  test('When the cell is on this machine, Then plain HTTP is for this machine alone', () => {
    expect(errors({ url: 'http://127.0.0.1:9000/a' }, true)).toEqual([]);
    expect(errors({ url: 'http://[::1]:9000/a' }, true)).toEqual([]);
    expect(errors({ url: 'http://127.0.0.1.example.com/' }, true)).toHaveLength(1);
    expect(errors({ url: 'http://169.254.169.254/latest' }, true)).toHaveLength(1);
  });

  test.each<[string, RegExp]>([
    ['[]', /not a JSON object/],
    ['{"shipping":{}}', /there is no stage shipping/],
    ['{"posting":1}', /posting is not an object/],
    [
      '{"posting":{"url":"https://a.example","since":"2026-01-01T00:00:00Z"}}',
      /posting\.timeoutMs is not a number/,
    ],
    ['{"posting":{"url":7}}', /posting\.url is not a text/],
    ['{"posting":{"uri":"https://a.example"}}', /posting\.uri is no field; the fields are url,/],
    [
      `{"posting":${JSON.stringify({ ...sound, businessStatuses: [404, 'x'] })}}`,
      /businessStatuses is not a list/,
    ],
    [
      `{"posting":${JSON.stringify({ ...sound, breaker: { open: 1 } })}}`,
      /posting\.breaker\.open is no field/,
    ],
  ])('When the text is %s, Then it is refused, naming the field', (text, sentence) => {
    expect(() => parseDownstreams(text)).toThrow(sentence);
  });
});
