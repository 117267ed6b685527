import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsAccount } from '../../cli/preflight/aws-account.ts';
import { readOnly } from '../../cli/preflight/read-only.ts';
import { memoryAccount } from '../doubles/memory-account.ts';
import { accountReaderContract, calls, sampleWorld } from './account-reader.suite.ts';
import { startAccountServer } from './account-server.ts';
import { onlyTheseCredentials } from './bems-command.ts';

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
