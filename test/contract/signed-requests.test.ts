import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCloudWatchReadings } from '../../functions/adapters/cloudwatch/metric-readings.ts';
import { glueTableVersions } from '../../functions/adapters/glue/table-versions.ts';
import { createS3ArchiveObjects } from '../../functions/adapters/s3/archive-objects.ts';
import { bucketRequest, sendToBucket } from '../../functions/adapters/s3/bucket.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';
import { startSignedDouble } from './signed-double.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function double(...of: Parameters<typeof startSignedDouble>) {
  const started = await startSignedDouble(...of);
  stops.push(started.stop);
  return started;
}

async function linesOf(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const day = { from: Date.UTC(2026, 2, 2, 9), to: Date.UTC(2026, 2, 2, 10) };
const list = (contents: string, more = '<IsTruncated>false</IsTruncated>') =>
  `<?xml version="1.0"?><ListBucketResult><Name>b</Name>${more}${contents}</ListBucketResult>`;
const object = (key: string, at: string) =>
  `<Contents><Key>${key}</Key><LastModified>${at}</LastModified><Size>1</Size></Contents>`;

describe('Given a service that computes signatures anew', () => {
  test('When any object is put and got, Then the requests are signed and carry it', async () => {
    const kept = new Map<string, string>();
    const s3 = await double('s3', ({ path, headers, body }) => {
      if (headers['x-note']) kept.set(path, body);
      return { body: kept.get(path) ?? '' };
    });
    const bucket = { ...s3.signedWith, bucket: 'a-bucket' };
    const send = sendToBucket(bucket, 5_000);
    // URLs have no empty parts and no dots of their own.
    const part = fc
      .oneof(fc.string({ unit: 'binary-ascii', minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }))
      .filter((text) => text.isWellFormed() && !/^\.+$|\//.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 3 }), fc.string(), async (parts, text) => {
        const [key, headers] = [parts.join('/'), { 'x-note': 'put' }];
        const put = { operation: 'PUT', method: 'PUT', headers, body: Buffer.from(text) } as const;
        await send(bucketRequest(bucket, key, put), buffer);
        const get = bucketRequest(bucket, key, {
          operation: 'GET',
          method: 'GET',
          query: { a: key, b: text },
        });
        expect(String(await send(get, buffer))).toBe(text);
        const { path, query } = s3.got.at(-1) ?? {};
        expect({ path, query }).toEqual({ path: `/a-bucket/${key}`, query: { a: key, b: text } });
      }),
    );
    expect(s3.got.filter(({ isSigned }) => !isSigned)).toEqual([]);
    expect(s3.got.map(({ headers }) => headers['x-amz-security-token'])).toContain('session');
  });

  test('When one calls in JSON, Then the service, version and operation are named', async () => {
    const glue = await double('glue', () => ({
      body: JSON.stringify({ Table: { Parameters: { metadata_location: 's3://t/1.json' } } }),
    }));
    expect(await glueTableVersions(glue.signedWith, 'd').of(['t'])).toBe('["s3://t/1.json"]');
    expect(glue.got).toMatchObject([
      {
        ...{ isSigned: true, path: '/', body: '{"DatabaseName":"d","Name":"t"}' },
        headers: { 'x-amz-target': 'AWSGlue.GetTable', 'content-type': 'application/x-amz-json-1.1' },
      },
    ]);
  });

  test('When the catalog does not say of a table, Then nothing is known to be the same', async () => {
    const answers = ['{}', '{"Table":{}}', '{"Table":{"Parameters":{"metadata_location":7}}}'];
    const glue = await double('glue', (_, calls) => ({ body: answers[calls - 1] ?? '' }));
    for (const _ of answers) expect(await glueTableVersions(glue.signedWith, 'd').of(['t'])).toBeUndefined();
  });
});

describe('Given a service that refuses', () => {
  const refusals = [
    { status: 503, body: '', asks: 3, says: 'Glue answered 503 to GetTable' },
    { status: 429, body: '', asks: 3, says: 'Glue answered 429 to GetTable' },
    {
      ...{ status: 400, body: '{"__type":"com.amazonaws.glue#ThrottlingException","Message":"secret"}' },
      ...{ asks: 3, says: 'Glue answered 400 to GetTable (ThrottlingException)' },
    },
    {
      ...{ status: 400, body: '{"__type":"AccessDeniedException","Message":"secret"}' },
      ...{ asks: 1, says: 'Glue answered 400 to GetTable (AccessDeniedException)' },
    },
    {
      ...{ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' },
      ...{ asks: 1, says: 'Glue answered 403 to GetTable (AccessDenied)' },
    },
  ];
  test.each(refusals)(
    'When it says $status $body, Then it is asked $asks times',
    async ({ status, body, asks, says }) => {
      const glue = await double('glue', () => ({ status, body }));
      await expect(glueTableVersions(glue.signedWith, 'd').of(['t'])).rejects.toMatchObject({
        message: says,
      });
      expect(glue.got).toHaveLength(asks);
    },
  );

  test('When it recovers, Then the answer is its last', async () => {
    const found = JSON.stringify({ Table: { Parameters: { metadata_location: 'm' } } });
    const glue = await double('glue', (_, calls) => (calls < 3 ? { status: 500 } : { body: found }));
    expect(await glueTableVersions(glue.signedWith, 'd').of(['t'])).toBe('["m"]');
  });

  test('When an answer stops half way, Then the attempt ends and is made again', async () => {
    const s3 = await double('s3', (_, calls) => ({ body: 'whole', stalls: calls < 3 }));
    const bucket = { ...s3.signedWith, bucket: 'b' };
    const request = bucketRequest(bucket, 'k', { operation: 'GET', method: 'GET' });
    expect(String(await sendToBucket(bucket, 100)(request, buffer))).toBe('whole');
    expect(s3.got).toHaveLength(3);
  });

  test('When nobody listens, Then it fails and says how', async () => {
    const s3 = await startSignedDouble('s3', () => ({}));
    await s3.stop();
    const bucket = { ...s3.signedWith, bucket: 'b' };
    const request = bucketRequest(bucket, 'k', { operation: 'GET', method: 'GET' });
    await expect(sendToBucket(bucket, 100)(request, buffer)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('Given the archive in a bucket', () => {
  test('When a day has several pages, Then all are listed, by when they were written', async () => {
    const pages = [
      list(
        object('events/day%3D2026-03-02/a+%26b', '2026-03-02T09:30:00.000Z') +
          object('early', '2026-03-02T08:59:59.999Z'),
        '<IsTruncated>true</IsTruncated><NextContinuationToken>1/+=</NextContinuationToken>',
      ),
      list(object('last', '2026-03-02T09:59:59.999Z') + object('late', '2026-03-02T10:00:00.000Z')),
    ];
    const s3 = await double('s3', (_, calls) => ({ body: pages[calls - 1] ?? '' }));
    const found = await createS3ArchiveObjects({ ...s3.signedWith, bucket: 'b' }).list(day, day);
    expect(found).toEqual([
      { key: 'events/day=2026-03-02/a &b', writtenAt: Date.UTC(2026, 2, 2, 9, 30) },
      { key: 'last', writtenAt: day.to - 1 },
    ]);
    const usual = { 'list-type': '2', 'encoding-type': 'url', prefix: 'events/day=2026-03-02/' };
    expect(s3.got.map(({ query }) => query)).toEqual([usual, { ...usual, 'continuation-token': '1/+=' }]);
    expect(s3.got.every(({ isSigned }) => isSigned)).toBe(true);
  });

  test('When S3 answers with something else than a list, Then it is no empty list', async () => {
    for (const body of ['', '<html></html>', list('<Contents><Key>k</Key></Contents>'), list('', '')]) {
      const s3 = await double('s3', () => ({ body }));
      const archive = createS3ArchiveObjects({ ...s3.signedWith, bucket: 'b' });
      await expect(archive.list(day, day)).rejects.toThrow(/S3 listed/);
    }
  });

  test('When S3 says that an object is compressed, Then its lines are read all the same', async () => {
    const body = gzipSync('{"a":1}\n{"b":"ü"}\n');
    const s3 = await double('s3', () => ({ body, headers: { 'content-encoding': 'gzip' } }));
    const archive = createS3ArchiveObjects({ ...s3.signedWith, bucket: 'b' });
    expect(await linesOf(archive.lines('k'))).toEqual(['{"a":1}', '{"b":"ü"}']);
  });

  test('When somebody stops reading an object, Then nobody waits for the rest', async () => {
    const body = gzipSync(Array.from({ length: 2_000 }, () => `${randomUUID()}\n`).join(''), { level: 0 });
    const s3 = await double('s3', () => ({ body, stalls: true }));
    const archive = createS3ArchiveObjects({ ...s3.signedWith, bucket: 'b' });
    for await (const line of archive.lines('k')) {
      expect(line).toHaveLength(36);
      break;
    }
    await expect.poll(s3.connections).toBe(0);
  });

  test('When an object breaks off, Then reading it fails', async () => {
    const body = gzipSync(randomUUID().repeat(100)).subarray(0, 30);
    const s3 = await double('s3', () => ({ body }));
    const archive = createS3ArchiveObjects({ ...s3.signedWith, bucket: 'b' });
    await expect(linesOf(archive.lines('k'))).rejects.toMatchObject({ code: 'Z_BUF_ERROR' });
  });
});

describe('Given metrics in CloudWatch', () => {
  const metricOf = (name: string) =>
    ({ namespace: 'N', name, dimensions: { QueueName: 'q' }, statistic: 'Maximum' }) as const;

  test('When more are asked for than a call takes, in pages, Then each has its own', async () => {
    const monitoring = await double('monitoring', ({ body }) => {
      const { MetricDataQueries: asked, NextToken } = JSON.parse(body);
      const half = asked.length / 2;
      const MetricDataResults = (NextToken ? asked.slice(half) : asked.slice(0, half)).map(
        ({ Id }: { readonly Id: string }) => ({
          Id,
          Timestamps: [60, 0],
          Values: [Number(Id.slice(1)), 0.5],
        }),
      );
      return { body: JSON.stringify({ MetricDataResults, ...(!NextToken && { NextToken: 'more' }) }) };
    });
    const read = createCloudWatchReadings(monitoring.signedWith);
    const found = await read(
      Array.from({ length: 602 }, (_, index) => metricOf(`m${index}`)),
      1_500,
      120_000,
    );
    expect(found).toEqual(
      Array.from({ length: 602 }, (_, value) => [
        { at: 60_000, value },
        { at: 0, value: 0.5 },
      ]),
    );
    const asked = monitoring.got.map(({ body }) => JSON.parse(body));
    expect(asked.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([500, 500, 102, 102]);
    expect(asked[0]).toMatchObject({ StartTime: 1.5, EndTime: 120 });
    expect(monitoring.got[0]).toMatchObject({
      isSigned: true,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
      },
    });
  });

  test('When a metric has no values, Then it has none, and the others theirs', async () => {
    const MetricDataResults = [{ Id: 'm1', Timestamps: [60], Values: [3] }, { Id: 'm0' }];
    const monitoring = await double('monitoring', () => ({ body: JSON.stringify({ MetricDataResults }) }));
    const read = createCloudWatchReadings(monitoring.signedWith);
    expect(await read([metricOf('a'), metricOf('b'), metricOf('c')], 0, 1)).toEqual([
      [],
      [{ at: 60_000, value: 3 }],
      [],
    ]);
  });
});

describe.runIf(motoAvailable())('Given moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  test('When metrics were put, Then they are read as they are', async () => {
    const client = new CloudWatchClient(moto.client);
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 120_000;
    const [Namespace, Dimensions] = [randomUUID(), [{ Name: 'QueueName', Value: 'q' }]];
    const MetricData = [4, 7].map((Value) => ({
      ...{ MetricName: 'Age', Dimensions, Value, Timestamp: new Date(minute) },
    }));
    await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
    const metric = { namespace: Namespace, name: 'Age', dimensions: { QueueName: 'q' } };
    const read = createCloudWatchReadings({ client, endpoint: moto.client.endpoint });
    const asked = (['Maximum', 'Sum'] as const).map((statistic) => ({ ...metric, statistic }));
    expect(await read(asked, minute, minute + 60_000)).toEqual([
      [{ at: minute, value: 7 }],
      [{ at: minute, value: 11 }],
    ]);
    client.destroy();
  });

  test('When a day has more objects than a page, Then all are listed', async () => {
    const client = new S3Client({ ...moto.client, forcePathStyle: true });
    const bucket = `archive-${randomUUID()}`;
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const today = new Date().toISOString().slice(0, 10);
    const keys = Array.from({ length: 1_003 }, (_, index) => `events/day=${today}/stage=none/o-${index}.gz`);
    await Promise.all(
      keys.map((Key) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }))),
    );
    const archive = createS3ArchiveObjects({ client, bucket, endpoint: moto.client.endpoint });
    const now = { from: Date.now() - 60_000, to: Date.now() + 60_000 };
    const found = await archive.list({ from: now.from, to: now.from + 1 }, now);
    expect(found.map(({ key }) => key).sort()).toEqual(keys.sort());
    client.destroy();
  });
});
