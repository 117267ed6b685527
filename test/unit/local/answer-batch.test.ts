import { once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BatchLine, maxQuestionLength, maxQuestions } from '../../../dashboards/batch.ts';
import { answerBatches, type Reply } from '../../../local/server/answer-batch.ts';
import { problem } from '../../../local/server/problem.ts';
import { startConsole } from './console-harness.ts';

const json = { 'content-type': 'application/json' };

describe('Given a console', () => {
  let served: Awaited<ReturnType<typeof startConsole>>;
  beforeAll(async () => {
    served = await startConsole();
  });
  afterAll(() => served.close());

  const post = (body: string, headers: Readonly<Record<string, string>> = json) =>
    served.get('/console/api/answers', { method: 'POST', headers, body });
  const ask = async (questions: readonly string[]): Promise<readonly BatchLine[]> => {
    const response = await post(JSON.stringify({ questions }));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const lines = (await response.text()).split('\n');
    expect(lines.pop()).toBe('');
    return lines.map((line) => JSON.parse(line));
  };

  const some = [
    'kpis/open-amount?zone=UTC&currency=EUR',
    'kpis/open-amount/invoices?limit=10',
    'kpis/events?last=60m&vendorId=a%3Fb%26c?d',
    'kpis/events?last=13m&vendorId=V-13',
    'kpis/events?last=0m',
    'kpis/profit',
    'vendor?id=none',
    'vendor?id=V-1',
    'status',
    'nothing',
    '',
    '?',
    '../openapi.json',
    'invoices/INV-1',
    'notes',
    'answers',
  ];

  test('When any questions are asked, Then each is answered as by itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...some), { minLength: 1, maxLength: 12 }), async (asked) => {
        const lines = await ask(asked);
        expect(lines.map(({ question }) => question).toSorted((a, b) => a - b)).toEqual([...asked.keys()]);
        for (const line of lines) {
          const question = asked[line.question] ?? '';
          if (!/^(kpis|vendor|status)/.test(question)) {
            expect(line).toMatchObject({ status: 404, problem: { code: 'NO_SUCH_ROUTE' } });
            continue;
          }
          const alone = await served.get(`/console/api/${question}`);
          const body: unknown = await alone.json();
          const { question: index, status } = line;
          expect(line).toEqual({
            ...{ question: index, status },
            ...(alone.ok ? { answer: body } : { problem: body }),
          });
          expect(status).toBe(alone.status);
        }
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['nothing', '{}', 'questions is no list'],
    ['a text', '{"questions":"status"}', 'questions is no list'],
    ['no question', '{"questions":[]}', 'questions has 0 elements, and may have 1 to 100'],
    [
      'too many',
      JSON.stringify({ questions: Array(maxQuestions + 1).fill('status') }),
      'questions has 101 elements',
    ],
    ['a number', '{"questions":["status",7]}', 'questions[1] is no text'],
    [
      'a long one',
      JSON.stringify({ questions: ['x'.repeat(maxQuestionLength + 1)] }),
      'questions[0] has 10241 characters, and may have 10240',
    ],
    ['more fields', '{"questions":["status"],"colour":1}', '"colour" is no field of a batch'],
  ])('When a batch has %s, Then it is refused, and the field is named', async (_, body, detail) => {
    const before = served.asked.length;
    const response = await post(body);
    expect(response.status).toBe(400);
    const refusal = await response.json();
    expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', status: 400 });
    expect(refusal.detail).toContain(detail);
    expect(refusal.detail.length).toBeLessThan(300);
    expect(served.asked).toHaveLength(before);
  });

  test('When a batch is as large as it may be, Then it is answered', async () => {
    const question = `vendor?id=${'x'.repeat(maxQuestionLength - 'vendor?id='.length)}`;
    const lines = await ask(Array(maxQuestions).fill(question));
    expect(lines.map(({ status }) => status)).toEqual(Array(maxQuestions).fill(400));
  });

  test.each([
    ['of another type', 415, { 'content-type': 'text/plain' }, '{"questions":["status"]}'],
    ['that is no JSON', 400, json, '{"questions":'],
    ['that is larger', 413, json, JSON.stringify({ questions: ['x'.repeat(1024 * 1024)] })],
    ['of another site', 403, { ...json, origin: 'http://evil.example' }, '{"questions":["status"]}'],
  ])('When a body comes %s, Then it is refused', async (_, status, headers, body) => {
    const before = served.asked.length;
    const response = await post(body, headers);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ]);
    expect(served.asked).toHaveLength(before);
  });

  test.each(['GET', 'PUT', 'DELETE'])('When the method is %s, Then POST is named', async (method) => {
    const response = await served.get('/console/api/answers', { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('Given questions that are answered when the test says so', () => {
  const held = new Map<string, (reply: Reply) => void>();
  const begun: string[] = [];
  const handle = answerBatches((question) => {
    begun.push(question);
    return new Promise((resolve) => held.set(question, resolve));
  });
  const responses: ServerResponse[] = [];
  /** Batches that have come as a whole. */
  let received = 0;
  const server = createServer((request, response) => {
    responses.push(response);
    request.on('end', () => received++);
    void handle(request, response);
  });
  const clients: ClientRequest[] = [];
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    // Every turn is given back.
    for (let last = -1; last !== begun.length; ) {
      last = begun.length;
      for (const answer of held.values()) answer({ value: 0 });
      held.clear();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    begun.length = 0;
    received = 0;
  });
  afterAll(() => void server.close());

  const port = () => (server.address() as AddressInfo).port;
  /** Nothing is read of what comes back until the test asks for the next line. */
  const ask = (...questions: readonly string[]) => {
    const client = httpRequest({ port: port(), host: '127.0.0.1', method: 'POST', headers: json });
    clients.push(client);
    client.on('error', () => {});
    client.end(JSON.stringify({ questions }));
    const come = once(client, 'response').then(([response]: IncomingMessage[]) => response);
    come.catch(() => {});
    let lines: AsyncIterator<string> | undefined;
    const next = async (): Promise<BatchLine | undefined> => {
      const response = await come;
      if (!response) throw new Error('there is no response');
      lines ??= createInterface(response)[Symbol.asyncIterator]();
      const { done, value } = await lines.next();
      return done ? undefined : JSON.parse(value);
    };
    return { next, client };
  };
  const answer = (question: string, value: unknown = question) => held.get(question)?.({ value });

  test('When one takes long, Then the others come meanwhile, and it comes last', async () => {
    const { next } = ask('slow', 'a', 'b', 'c', 'd', 'e');
    for (const [index, quick] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await expect.poll(() => begun).toContain(quick);
      answer(quick);
      expect(await next()).toEqual({ question: index + 1, status: 200, answer: quick });
    }
    answer('slow');
    expect(await next()).toEqual({ question: 0, status: 200, answer: 'slow' });
    expect(await next()).toBeUndefined();
  });

  test('When one fails, Then it has a problem and the others their answers', async () => {
    const { next } = ask('bad', 'good');
    await expect.poll(() => begun).toEqual(['bad', 'good']);
    held.get('bad')?.({ problem: problem(503, 'Service Unavailable', 'AWAY', 'Wait.') });
    const about = { type: 'about:blank', title: 'Service Unavailable', code: 'AWAY', detail: 'Wait.' };
    expect(await next()).toEqual({ question: 0, status: 503, problem: { status: 503, ...about } });
    answer('good');
    expect(await next()).toEqual({ question: 1, status: 200, answer: 'good' });
  });

  test('When pages ask at once, Then four are worked on, and all pages get on', async () => {
    const first = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'];
    ask(...first);
    await expect.poll(() => begun).toHaveLength(4);
    const { next } = ask('b1');
    await expect.poll(() => received).toBe(2);
    answer('a1');
    answer('a2');
    await expect.poll(() => begun).toHaveLength(6);
    expect(begun).toContain('b1');
    answer('b1');
    expect(await next()).toEqual({ question: 0, status: 200, answer: 'b1' });
  });

  test('When a page is left, Then what waits for its turn is not asked', async () => {
    const { client } = ask('a', 'b', 'c', 'd', 'e', 'f');
    await expect.poll(() => begun).toHaveLength(4);
    client.destroy();
    await expect.poll(() => responses.at(-1)?.destroyed).toBe(true);
    const { next } = ask('later');
    await expect.poll(() => received).toBe(2);
    for (const question of ['a', 'b', 'c', 'd']) answer(question);
    await expect.poll(() => begun).toContain('later');
    answer('later');
    expect(await next()).toMatchObject({ answer: 'later' });
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'later']);
  });

  test('When a page does not read, Then little is kept for it', async () => {
    const large = 'x'.repeat(8_000_000);
    const questions = Array.from({ length: 20 }, (_, index) => `q${index}`);
    ask(...questions);
    await expect.poll(() => begun.length).toBe(4);
    for (const question of questions.slice(0, 4)) answer(question, large);
    const { next } = ask('other');
    await expect.poll(() => begun).toContain('other');
    answer('other');
    expect(await next()).toMatchObject({ answer: 'other' });
    expect(begun).toHaveLength(5);
  });
});
