import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsAccount } from '../../cli/preflight/aws-account.ts';
import { readOnly } from '../../cli/preflight/read-only.ts';
import { cells } from '../../infra/cells/cells.ts';
import { bootstrapParameter } from '../../infra/planner/preflight/bootstrap.ts';
import { servicesOf } from '../../infra/planner/preflight/services.ts';
import { memoryAccount } from '../doubles/memory-account.ts';
import { accountReaderContract, calls, sampleWorld } from './account-reader.suite.ts';
import { startAccountServer } from './account-server.ts';
import { onlyTheseCredentials } from './bems-command.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';

accountReaderContract('The double', async (world) => ({ account: memoryAccount(world) }));

describe('Given AWS over HTTP', () => {
  beforeEach(onlyTheseCredentials);
  afterEach(() => vi.unstubAllEnvs());

  accountReaderContract('The adapter', async (world) => {
    const server = await startAccountServer(world);
    const { region } = world;
    return { account: awsAccount({ region, endpoint: server.endpoint }), close: server.stop };
  });

  test('When every question is asked, Then nothing but reads is sent', async () => {
    const server = await startAccountServer(sampleWorld);
    const account = awsAccount({ region: sampleWorld.region, endpoint: server.endpoint });
    await account.caller();
    for (const [, call] of calls) await call(account);
    await server.stop();
    const sent = new Set(server.operations());
    for (const [permission] of calls) expect(sent).toContain(permission);
    expect([...sent].filter((operation) => !/:(Get|List|Describe)/.test(operation))).toEqual([]);
  });

  test('When a client is to change something, Then it refuses and sends nothing', async () => {
    const server = await startAccountServer(sampleWorld);
    const client = readOnly(new SQSClient({ region: sampleWorld.region, endpoint: server.endpoint }));
    await expect(client.send(new CreateQueueCommand({ QueueName: 'new' }))).rejects.toThrow('is no read');
    await server.stop();
    expect(server.operations()).toEqual([]);
  });
});

describe.runIf(motoAvailable())('Given an outside implementation of AWS', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());
  beforeEach(onlyTheseCredentials);
  afterEach(() => vi.unstubAllEnvs());
  const at = (region: string) => ({ region, endpoint: moto.client.endpoint });

  test('When a cell’s Region is asked for, Then it offers every service of the cell', async () => {
    for (const cell of cells)
      expect(await awsAccount(at(cell.region)).offered(servicesOf(cell))).toEqual(servicesOf(cell));
    const small = await awsAccount(at('eu-west-3')).offered(['lambda', 'timestream', 'quantum']);
    expect(small).toEqual(['lambda']);
  });

  test('When something is made there, Then the adapter finds it', async () => {
    const account = awsAccount(at('eu-west-1'));
    expect(await account.bootstrapVersion()).toBeUndefined();
    expect(await account.stack('eu-1-stateful')).toBeUndefined();
    expect(await account.object('store', 'clients.pem')).toBeUndefined();
    const place = { ...at('eu-west-1'), forcePathStyle: true };
    const [ssm, sqs, s3] = [new SSMClient(place), new SQSClient(place), new S3Client(place)];
    const version = { Name: bootstrapParameter, Value: '28', Type: 'String' } as const;
    await ssm.send(new PutParameterCommand(version));
    await sqs.send(new CreateQueueCommand({ QueueName: 'eu-1-invoice-records' }));
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await s3.send(new CreateBucketCommand({ Bucket: 'store', CreateBucketConfiguration }));
    await s3.send(new PutObjectCommand({ Bucket: 'store', Key: 'clients.pem', Body: 'PEM' }));
    for (const client of [ssm, sqs, s3]) client.destroy();
    expect(await account.bootstrapVersion()).toBe(28);
    expect(await account.queues('eu-1-')).toEqual(['eu-1-invoice-records']);
    expect(await account.object('store', 'clients.pem')).toEqual({
      bucketRegion: 'eu-west-1',
      bucketKeepsVersions: false,
    });
  });
});
