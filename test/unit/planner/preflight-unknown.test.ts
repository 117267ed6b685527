import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountReader, NotPermitted } from '../../../infra/planner/preflight/account.ts';
import { preflight } from '../../../infra/planner/preflight/preflight.ts';
import { memoryAccount } from '../../doubles/memory-account.ts';
import { findingsIn, fullCell, readyWorld } from './preflight-world.ts';

/** The rights that each "fine" rests on. */
const rightsBehind: Readonly<Record<string, readonly string[]>> = {
  SERVICES_OFFERED: ['ssm:GetParameters'],
  SERVICE_OPEN: ['timestream:DescribeEndpoints'],
  QUICKSIGHT_EDITION: ['quicksight:DescribeAccountSubscription'],
  QUICKSIGHT_USERS: ['quicksight:DescribeAccountSubscription', 'quicksight:ListUsers'],
  QUICKSIGHT_DATA_SOURCE: ['quicksight:DescribeAccountSubscription', 'quicksight:DescribeDataSource'],
  QUICKSIGHT_GROUPS: ['quicksight:DescribeAccountSubscription', 'quicksight:DescribeGroup'],
  BOOTSTRAPPED: ['ssm:GetParameter'],
  LAMBDA_CONCURRENCY: ['lambda:GetAccountSettings', 'cloudformation:DescribeStacks'],
  QUOTAS_LARGE_ENOUGH: ['servicequotas:ListServiceQuotas', 'servicequotas:ListAWSDefaultServiceQuotas'],
  CERTIFICATE: ['acm:ListCertificates'],
  TRUST_STORE: ['s3:ListBucket', 's3:GetObject', 's3:GetBucketVersioning'],
  SERVICE_ROLE: ['cloudformation:GetResource'],
  STACKS_NEW: ['cloudformation:DescribeStacks'],
  NAMES_FREE: [
    'cloudformation:GetResource',
    'cloudformation:DescribeStacks',
    'sqs:ListQueues',
    'sns:ListTopics',
  ],
};

describe('Given a caller who may not look everything up', () => {
  it('When any rights are missing, Then what rests on them is unknown and never fine', async () => {
    const rights = [...new Set(Object.values(rightsBehind).flat())];
    const all = new Set((await findingsIn({})).map(({ code }) => code));
    expect([...all].sort()).toEqual(
      ['ACCOUNT_CONFIRMED', 'QUOTAS_NOT_LISTED', ...Object.keys(rightsBehind)].sort(),
    );
    await fc.assert(
      fc.asyncProperty(fc.subarray(rights, { minLength: 1 }), async (denied) => {
        const findings = await findingsIn({ denied });
        const isFine = (code: string) => findings.some((found) => found.code === code);
        for (const [code, behind] of Object.entries(rightsBehind))
          expect(isFine(code), code).toBe(!behind.some((right) => denied.includes(right)));
        const unknown = findings.filter(({ code }) => code === 'NOT_PERMITTED');
        expect(unknown.length).toBeGreaterThan(0);
        for (const { severity, permission = '', message } of unknown) {
          expect(severity).toBe('unknown');
          expect(denied).toContain(permission);
          expect(message).toContain(permission);
        }
      }),
    );
  });
});

describe('Given an account that answers only some questions', () => {
  const world = readyWorld();
  const answering = memoryAccount(world);
  const found = async (change: Partial<AccountReader>) =>
    (await preflight(fullCell, { ...answering, ...change }, { accountId: world.account, now: 0 })).findings;

  it('When one service’s quotas fail, Then those of others are compared', async () => {
    const findings = await found({
      async quotas(service) {
        if (service === 'kms' || service === 'dynamodb')
          throw new Error('Rate exceeded\n  Advice of the SDK');
        return service === 'events' ? [] : answering.quotas(service);
      },
    });
    expect(findings.filter(({ code }) => code === 'QUOTA_NOT_LISTED')).toHaveLength(3);
    expect(findings.find(({ code }) => code === 'QUOTAS_LARGE_ENOUGH')?.message).toMatch(/^2 quotas are/);
    const failed = findings.filter(({ code }) => code === 'NOT_LOOKED_UP');
    expect(failed.map(({ message }) => message)).toEqual([
      'AWS did not say, looking up the quotas of dynamodb: Rate exceeded',
    ]);
  });

  it('When some names cannot be looked at, Then each reason is said once', async () => {
    const findings = await found({
      async has({ type, identifier }) {
        if (/Lambda|Logs/.test(type)) throw new NotPermitted('cloudformation:GetResource', 'no');
        if (/Table/.test(type)) throw new NotPermitted('dynamodb:DescribeTable', 'no');
        return type === 'AWS::Events::EventBus' || identifier === 'AWSServiceRoleForAPIGateway';
      },
    });
    const unknown = findings.filter(({ code }) => code === 'NOT_PERMITTED');
    expect(unknown.map(({ permission }) => permission)).toEqual([
      'dynamodb:DescribeTable',
      'cloudformation:GetResource',
    ]);
    expect(unknown[1]?.message).toContain('AWS::Lambda::Function, AWS::Logs::LogGroup');
    expect(findings.filter(({ code }) => code === 'NAME_TAKEN')).toHaveLength(1);
  });
});
