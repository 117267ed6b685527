import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RequestContext, requestTime } from '../../../../emulator/gateway/request-context.ts';
import { compileTemplate } from '../../../../emulator/gateway/velocity/template.ts';

const timeMs = Date.UTC(2026, 2, 9, 8, 5, 7, 42);
const facts = {
  requestId: 'request-1',
  apiId: 'api-1',
  accountId: '111122223333',
  stage: 'live',
  httpMethod: 'POST',
  path: '/things/a',
  resourcePath: '/things/{id}',
  resourceId: 'resource-1',
  sourceIp: '10.0.0.1',
  userAgent: 'curl',
  host: 'api.example.com',
  apiKeyId: 'key-1',
  accessKeyId: 'LOCAL01',
  timeMs,
};
function contextOf(changes: Partial<typeof facts> = {}) {
  return new RequestContext({ ...facts, ...changes });
}

/** Renders a template that may set overrides. */
function render(template: string, context = contextOf()): string {
  return compileTemplate(template).render({ context: context.variables });
}

describe('Given the context of a request', () => {
  const variables: readonly (readonly [string, string])[] = [
    ['requestId', 'request-1'],
    ['extendedRequestId', 'request-1'],
    ['apiId', 'api-1'],
    ['accountId', '111122223333'],
    ['stage', 'live'],
    ['httpMethod', 'POST'],
    ['path', '/things/a'],
    ['resourcePath', '/things/{id}'],
    ['resourceId', 'resource-1'],
    ['protocol', 'HTTP/1.1'],
    ['domainName', 'api.example.com'],
    ['requestTime', '09/Mar/2026:08:05:07 +0000'],
    ['requestTimeEpoch', String(timeMs)],
    ['identity.sourceIp', '10.0.0.1'],
    ['identity.userAgent', 'curl'],
    ['identity.apiKeyId', 'key-1'],
    ['identity.accessKey', 'LOCAL01'],
  ];

  test.each(variables)('%s is %s, in templates and in mappings', (name, value) => {
    expect(contextOf().lookup(name)).toBe(value);
    expect(render(`$context.${name}`)).toBe(value);
  });

  test.each([
    'nothing',
    'identity.nothing',
    'requestId.more',
    'constructor',
    'identity',
    'identity.constructor',
  ])('%s is empty in a mapping', (name) => {
    expect(contextOf().lookup(name)).toBe('');
  });

  test('what a request lacks is empty in a template', () => {
    const { apiKeyId: _, accessKeyId: __, ...without } = facts;
    const context = new RequestContext(without);
    expect(render('[$context.identity.apiKeyId$context.identity.accessKey]', context)).toBe('[]');
    expect(render('[$context.nothing]')).toBe('[]');
  });
});

describe('Given an error', () => {
  const error = { message: 'say "no"', responseType: 'THROTTLED', validationErrorString: '[a: b]' };

  test.each([
    ['error.message', 'say "no"'],
    ['error.messageString', '"say \\"no\\""'],
    ['error.responseType', 'THROTTLED'],
    ['error.validationErrorString', '[a: b]'],
    ['error.nothing', ''],
    ['error', ''],
  ])('%s is %s', (name, value) => {
    expect(contextOf().lookup(name, error)).toBe(value);
  });

  test('what it lacks is empty, and without an error everything is', () => {
    const { validationErrorString: _, ...without } = error;
    expect(contextOf().lookup('error.validationErrorString', without)).toBe('');
    expect(contextOf().lookup('error.message')).toBe('');
  });
});

describe('Given a template that overrides the reply', () => {
  test.each([200, 404, 599])('the status %i is taken', (status) => {
    const context = contextOf();
    render(`#set($context.responseOverride.status = ${status})`, context);
    expect(context.responseOverride.status).toBe(status);
    expect(render('$context.responseOverride.status', context)).toBe(String(status));
  });

  test.each(['199', '600', '200.5', '"x"'])('the status %s is refused', (status) => {
    expect(() => render(`#set($context.responseOverride.status = ${status})`)).toThrow(
      'must be an HTTP status',
    );
  });

  test('a header is kept by its lower-case name', () => {
    const context = contextOf();
    render('#set($context.responseOverride.header.Retry-After = 1)', context);
    render('#set($context.requestOverride.header.X = "y")', context);
    expect(context.responseOverride.header.all()).toEqual({ 'retry-after': '1' });
    expect(context.requestOverride.header.find('x')).toBe('y');
    expect(render('$context.responseOverride.header.RETRY-AFTER', context)).toBe('1');
  });

  test('what it did not override is empty', () => {
    const context = contextOf();
    expect(render('[$context.responseOverride.status$context.responseOverride.header.x]', context)).toBe(
      '[]',
    );
    expect(context.responseOverride.header.find('x')).toBeUndefined();
  });

  test('nothing else can be set', () => {
    for (const name of ['responseOverride.body', 'stage', 'identity.sourceIp'])
      expect(() => render(`#set($context.${name} = 1)`)).toThrow(/has no body|cannot be set/);
    expect(() => render('$context.responseOverride.body')).toThrow('has no property body');
  });
});

describe('Given any instant', () => {
  test('its time is that of the Common Log Format, in UTC', () => {
    const instant = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, fc.nat(2_000), (date, laterMs) => {
        // The second one may be of the same second, of which the text is kept.
        for (const at of [date, new Date(date.getTime() + laterMs)]) {
          const [, day, month, year, time] =
            /^\w+, (\d\d) (\w+) (\d+) (\S+) GMT$/.exec(at.toUTCString()) ?? [];
          expect(requestTime(at.getTime())).toBe(`${day}/${month}/${year}:${time} +0000`);
        }
      }),
    );
  });
});
