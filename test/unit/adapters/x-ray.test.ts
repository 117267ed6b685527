import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { traceInvocation } from '../../../functions/adapters/x-ray/segments.ts';
import { traced } from '../../../functions/adapters/x-ray/traced-client.ts';
import { eventually } from '../../cell/eventually.ts';

const traceId = '1-67891233-abcdef012345678912345678';
const lambdaSegment = '53995c3f42cd8ad8';
const sampledTrace = `Root=${traceId};Parent=${lambdaSegment};Sampled=1;Lineage=a:0`;

/** X-Ray's daemon as far as a function knows it, and a service that answers what it is told to. */
const daemon = createSocket('udp4');
const told: Record<string, unknown>[] = [];
const service = createServer((request, response) => {
  called.push(request.headers);
  response.writeHead(reply.status, { 'x-amzn-RequestId': 'request-1', 'x-amzn-query-error': reply.code });
  response.end(JSON.stringify({ QueueUrl: 'https://queue', __type: reply.code, message: 'secret of ACME' }));
});
const called: IncomingHttpHeaders[] = [];
let reply = { status: 200, code: '' };
let sqs: SQSClient;

beforeAll(async () => {
  daemon.on('message', (datagram) => {
    const [header, body = ''] = datagram.toString().split('\n');
    expect(header).toBe('{"format":"json","version":1}');
    told.push(JSON.parse(body));
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', `127.0.0.1:${daemon.address().port}`);
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const address = service.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  sqs = traced(
    new SQSClient({
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
  );
});
afterAll(() => {
  vi.unstubAllEnvs();
  daemon.close();
  service.closeAllConnections();
  service.close();
});
beforeEach(() => {
  told.length = 0;
  called.length = 0;
  reply = { status: 200, code: '' };
  vi.stubEnv('_X_AMZN_TRACE_ID', sampledTrace);
});

const urlOf = (name: string) => sqs.send(new GetQueueUrlCommand({ QueueName: name }));
const parts = (count: number) =>
  eventually(
    async () => told,
    ({ length }) => length === count,
    { lookAt: 'what the daemon was told' },
  );

describe('Given an invocation that X-Ray follows', () => {
  test('When it calls AWS, Then X-Ray hears of handler and calls, and the trace goes on', async () => {
    await traceInvocation(async () => {
      await urlOf('one');
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: 'https://queue',
          ReceiptHandle: 'an invoice',
          VisibilityTimeout: 1,
        }),
      );
    });

    const [first, second, handler] = await parts(3);
    expect(handler).toMatchObject({ type: 'subsegment', name: '## handler', trace_id: traceId });
    expect(handler?.parent_id).toBe(lambdaSegment);
    expect(first).toMatchObject({
      trace_id: traceId,
      parent_id: handler?.id,
      name: 'SQS',
      namespace: 'aws',
      aws: { operation: 'GetQueueUrl', region: 'eu-west-1', request_id: 'request-1', retries: 0 },
      http: { response: { status: 200 } },
    });
    expect(second?.aws).toMatchObject({ operation: 'ChangeMessageVisibility', queue_url: 'https://queue' });
    expect(Number(first?.end_time)).toBeGreaterThanOrEqual(Number(first?.start_time));
    expect(called.map((headers) => headers['x-amzn-trace-id'])).toEqual([
      `Root=${traceId};Parent=${first?.id};Sampled=1`,
      `Root=${traceId};Parent=${second?.id};Sampled=1`,
    ]);
    expect(JSON.stringify(told)).not.toContain('an invoice');
  });

  test('When calls overlap, Then each is a part of the handler, not of the other', async () => {
    await traceInvocation(() => Promise.all([urlOf('one'), urlOf('two')]));

    const all = await parts(3);
    const handler = all.find(({ name }) => name === '## handler');
    expect(all.filter(({ parent_id }) => parent_id === handler?.id)).toHaveLength(2);
  });

  test.each([
    { status: 400, code: 'AccessDenied', flags: { error: true, fault: false } },
    { status: 400, code: 'ThrottlingException', flags: { error: true, fault: false, throttle: true } },
    { status: 500, code: 'InternalError', flags: { fault: true } },
  ])(
    'When a call ends with $status $code, Then X-Ray hears its kind, not its message',
    async ({ flags, ...failing }) => {
      reply = failing;
      await expect(traceInvocation(() => urlOf('one'))).rejects.toThrow();

      const [call, handler] = await parts(2);
      expect(call).toMatchObject({ ...flags, http: { response: { status: failing.status } } });
      expect(call?.cause).toMatchObject({ exceptions: [{ type: failing.code }] });
      expect(handler).toMatchObject({ fault: true });
      expect(JSON.stringify(told)).not.toContain('ACME');
    },
  );
});

describe('Given an invocation that X-Ray does not follow', () => {
  test.each([undefined, '', 'nonsense', sampledTrace.replace('Sampled=1', 'Sampled=0')])(
    'When its trace is %j, Then it runs, and X-Ray hears nothing',
    async (trace) => {
      vi.stubEnv('_X_AMZN_TRACE_ID', trace);
      expect(await traceInvocation(async () => (await urlOf('one')).QueueUrl)).toBe('https://queue');

      vi.stubEnv('_X_AMZN_TRACE_ID', sampledTrace);
      await traceInvocation(async () => {});
      expect(await parts(1)).toMatchObject([{ name: '## handler' }]);
    },
  );

  test('When there is no daemon, Then a trace that gets lost fails nothing', async () => {
    const address = process.env.AWS_XRAY_DAEMON_ADDRESS;
    for (const nobody of ['', '127.0.0.1:1', 'not an address:99999']) {
      vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', nobody);
      expect(await traceInvocation(async () => 'done')).toBe('done');
    }
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', address);
  });
});
