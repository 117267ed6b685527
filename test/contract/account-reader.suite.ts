import { afterEach, describe, expect, it } from 'vitest';
import type { AccountReader, QuickSightGroup } from '../../infra/planner/preflight/account.ts';
import type { AccountWorld } from '../doubles/memory-account.ts';

const quota = (code: string, value: number) => ({
  code,
  name: `Quota ${code}`,
  value,
  adjustable: code !== 'L-3',
});

/** An account with some of everything. */
export const sampleWorld: AccountWorld = {
  account: '111122223333',
  arn: 'arn:aws:sts::111122223333:assumed-role/deployer/ada',
  region: 'eu-west-1',
  denied: [],
  quotas: { events: [quota('L-1', 400), quota('L-2', 750), quota('L-3', 300)] },
  concurrency: { limit: 1_000, unreserved: 900 },
  services: Array.from({ length: 23 }, (_, index) => `service-${index}`),
  bootstrap: '28',
  stacks: {
    'eu-1-stateful': { status: 'CREATE_COMPLETE', isProtected: true, made: ['one', 'two', 'three'] },
    'eu-1-stateless': { status: 'ROLLBACK_COMPLETE', isProtected: false, made: [] },
  },
  resources: [{ type: 'AWS::IAM::Role', identifier: 'somebody' }],
  queues: ['eu-1-a', 'eu-1-b', 'eu-1-c', 'other'],
  topics: ['x', 'y.fifo', 'z'],
  certificates: [
    { arn: 'arn:1', status: 'ISSUED', names: ['a.example.com', '*.b.example.com'], isFromAmazon: true },
    {
      ...{ arn: 'arn:2', status: 'ISSUED', names: ['c.example.com'], isFromAmazon: false },
      expiresAt: '2027-01-02T03:04:05.000Z',
    },
    { arn: 'arn:3', status: 'PENDING_VALIDATION', names: ['d.example.com'], isFromAmazon: true },
  ],
  objects: [
    { path: 'store/a/clients.pem', version: 'v1', bucketRegion: 'eu-west-1', bucketKeepsVersions: true },
    { path: 'plain/clients.pem', bucketRegion: 'us-east-1', bucketKeepsVersions: false },
  ],
  timestream: true,
  quickSight: {
    ...{ edition: 'ENTERPRISE', identityRegion: 'us-east-1', users: 5 },
    dataSources: { series: 'CREATION_SUCCESSFUL' },
    groups: ['on duty'],
  },
};

interface Opened {
  readonly account: AccountReader;
  readonly close?: () => Promise<void>;
}

/** A group where QuickSight keeps people. */
function group(name: string): QuickSightGroup {
  return { region: 'us-east-1', namespace: 'default', name };
}

/** Every call, and the right that it needs. */
export const calls: readonly (readonly [string, (account: AccountReader) => Promise<unknown>])[] = [
  ['servicequotas:ListServiceQuotas', (account) => account.quotas('events')],
  ['servicequotas:ListAWSDefaultServiceQuotas', (account) => account.quotas('events')],
  ['lambda:GetAccountSettings', (account) => account.lambdaConcurrency()],
  ['ssm:GetParameters', (account) => account.offered(['service-1'])],
  ['ssm:GetParameter', (account) => account.bootstrapVersion()],
  ['timestream:DescribeEndpoints', (account) => account.mayUse('timestream')],
  ['cloudformation:DescribeStacks', (account) => account.stack('eu-1-stateful')],
  ['cloudformation:ListStackResources', (account) => account.madeBy('eu-1-stateful')],
  [
    'cloudformation:GetResource',
    (account) => account.has({ type: 'AWS::IAM::Role', identifier: 'somebody' }),
  ],
  ['sqs:ListQueues', (account) => account.queues('eu-1-')],
  ['sns:ListTopics', (account) => account.topics()],
  ['acm:ListCertificates', (account) => account.certificates()],
  ['acm:DescribeCertificate', (account) => account.certificate('arn:1')],
  ['s3:ListBucket', (account) => account.object('store', 'a/clients.pem')],
  ['s3:GetObject', (account) => account.object('store', 'a/clients.pem')],
  ['s3:GetBucketVersioning', (account) => account.object('store', 'a/clients.pem')],
  ['quicksight:DescribeAccountSubscription', (account) => account.quickSightEdition()],
  ['quicksight:ListUsers', (account) => account.quickSightUsers()],
  ['quicksight:DescribeDataSource', (account) => account.quickSightDataSource('series')],
  ['quicksight:DescribeGroup', (account) => account.quickSightGroup(group('on duty'))],
];

/** What every reader of an account answers about an account like this. */
export function accountReaderContract(what: string, open: (world: AccountWorld) => Promise<Opened>): void {
  describe(`${what} as a reader of an account`, () => {
    let close: (() => Promise<void>) | undefined;
    const opened = async (change: Partial<AccountWorld> = {}) => {
      const reader = await open({ ...sampleWorld, ...change });
      close = reader.close;
      return reader.account;
    };
    afterEach(() => close?.());

    it('says whose credentials these are', async () => {
      expect(await (await opened()).caller()).toEqual({ account: '111122223333', arn: sampleWorld.arn });
    });

    it('gives all quotas of a service, as the account has them', async () => {
      const account = await opened();
      const quotas = await account.quotas('events');
      expect(quotas.toSorted((one, other) => (one.code < other.code ? -1 : 1))).toEqual(
        sampleWorld.quotas.events,
      );
      expect(await account.quotas('nothing')).toEqual([]);
      expect(await account.lambdaConcurrency()).toEqual({ limit: 1_000, unreserved: 900 });
    });

    it('says which services the Region offers, of however many', async () => {
      const account = await opened();
      expect(await account.offered([...sampleWorld.services, 'quantum'])).toEqual(sampleWorld.services);
      expect(await account.offered([])).toEqual([]);
    });

    it('tells what is there from what is not', async () => {
      const account = await opened();
      expect(await account.bootstrapVersion()).toBe(28);
      expect(await account.mayUse('timestream')).toBe(true);
      expect(await account.has({ type: 'AWS::IAM::Role', identifier: 'somebody' })).toBe(true);
      expect(await account.has({ type: 'AWS::IAM::Role', identifier: 'nobody' })).toBe(false);
      expect(await account.quickSightEdition()).toBe('ENTERPRISE');
      const { bootstrap: _, quickSight: __, ...rest } = sampleWorld;
      const { account: bare, close: closeBare } = await open({ ...rest, timestream: false });
      expect(await bare.bootstrapVersion()).toBeUndefined();
      expect(await bare.mayUse('timestream')).toBe(false);
      expect(await bare.quickSightEdition()).toBeUndefined();
      await closeBare?.();
    });

    it('describes stacks, and what they have made', async () => {
      const account = await opened();
      expect(await account.stack('eu-1-stateful')).toEqual({ status: 'CREATE_COMPLETE', isProtected: true });
      expect(await account.stack('eu-1-stateless')).toEqual({
        status: 'ROLLBACK_COMPLETE',
        isProtected: false,
      });
      expect(await account.stack('eu-1-access')).toBeUndefined();
      expect(await account.madeBy('eu-1-stateful')).toEqual(['one', 'two', 'three']);
      expect(await account.madeBy('eu-1-stateless')).toEqual([]);
    });

    it('lists queues and topics, page by page', async () => {
      const account = await opened();
      expect(await account.queues('eu-1-')).toEqual(['eu-1-a', 'eu-1-b', 'eu-1-c']);
      expect(await account.queues('')).toEqual(sampleWorld.queues);
      expect(await account.topics()).toEqual(sampleWorld.topics);
    });

    it('describes certificates', async () => {
      const account = await opened();
      expect(await account.certificates()).toEqual(sampleWorld.certificates);
      expect(await account.certificate('arn:2')).toEqual(sampleWorld.certificates[1]);
      expect(await account.certificate('arn:9')).toBeUndefined();
    });

    it('finds objects, their versions and their bucket', async () => {
      const account = await opened();
      const stored = { bucketRegion: 'eu-west-1', bucketKeepsVersions: true };
      expect(await account.object('store', 'a/clients.pem')).toEqual(stored);
      expect(await account.object('store', 'a/clients.pem', 'v1')).toEqual(stored);
      expect(await account.object('store', 'a/clients.pem', 'v2')).toBeUndefined();
      expect(await account.object('store', 'b')).toBeUndefined();
      expect(await account.object('nowhere', 'a/clients.pem')).toBeUndefined();
      expect(await account.object('plain', 'clients.pem')).toMatchObject({ bucketKeepsVersions: false });
    });

    it('counts people where QuickSight keeps them, and looks up data sources', async () => {
      const account = await opened();
      expect(await account.quickSightUsers()).toBe(5);
      expect(await account.quickSightDataSource('series')).toBe('CREATION_SUCCESSFUL');
      expect(await account.quickSightDataSource('other')).toBeUndefined();
    });

    it('knows groups of people, and the Region that keeps them', async () => {
      const account = await opened();
      expect(await account.quickSightGroup(group('on duty'))).toBe('there');
      expect(await account.quickSightGroup(group('finance'))).toBe('missing');
      expect(await account.quickSightGroup({ ...group('on duty'), namespace: 'other' })).toBe('missing');
      expect(await account.quickSightGroup({ ...group('on duty'), region: 'eu-west-1' })).toEqual({
        keptIn: 'us-east-1',
      });
    });

    it.each(calls)('names the right %s when it is missing', async (permission, call) => {
      const account = await opened({ denied: [permission] });
      await expect(call(account)).rejects.toMatchObject({ name: 'NotPermitted', permission });
    });
  });
}
