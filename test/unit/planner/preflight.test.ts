import { describe, expect, it, test } from 'vitest';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../../infra/cells/cell.ts';
import { reservedConcurrency, unreservable } from '../../../infra/cells/concurrency.ts';
import { trial } from '../../../infra/cells/retentions.ts';
import { namesOf } from '../../../infra/planner/preflight/resource-names.ts';
import type { AccountWorld } from '../../doubles/memory-account.ts';
import { findingsIn, fullCell, readyWorld } from './preflight-world.ts';

const small = { ...fullCell, profile: 'small', retention: trial } as const;
const [certificate = { arn: '', status: '', names: [], isFromAmazon: true }] = readyWorld().certificates;
const [stored = { path: '', bucketRegion: '', bucketKeepsVersions: true }] = readyWorld().objects;

/** A stack that has made these. */
const stack = (status: string, isProtected = false, made: readonly string[] = []) => ({
  ...{ status, isProtected, made },
});
const allStand = Object.fromEntries(
  ['stateful', 'stateless', 'monitoring', 'quicksight', 'access'].map((name) => [
    `eu-1-${name}`,
    stack('CREATE_COMPLETE', true),
  ]),
);

const quickSight = {
  ...{ edition: 'ENTERPRISE', users: 1, dataSources: { series: 'UPDATE_SUCCESSFUL' } },
  groups: ['executives', 'on duty', 'finance', 'analysts'],
};

/** The account's quotas, with this one as small as that. */
function withQuota(code: string, value: number): Pick<AccountWorld, 'quotas'> {
  const entries = Object.entries(readyWorld().quotas).map(([service, quotas]) => [
    service,
    quotas.map((quota) => (quota.code === code ? { ...quota, value } : quota)),
  ]);
  return { quotas: Object.fromEntries(entries) };
}

describe('Given an account that lacks nothing', () => {
  it('When it is looked at, Then nothing blocks, and what nobody can say is said', async () => {
    const findings = await findingsIn({});
    expect(findings.filter(({ severity }) => severity === 'blocks')).toEqual([]);
    expect(findings.filter(({ severity }) => severity === 'warns')).toEqual([]);
    expect(findings.flatMap(({ severity, code }) => (severity === 'unknown' ? [code] : []))).toEqual([
      'QUOTAS_NOT_LISTED',
    ]);
    expect(findings.filter(({ severity }) => severity === 'fine')).toHaveLength(15);
  });
});

describe('Given an account that lacks something', () => {
  const { trustStoreVersion: _, ...openVersion } = fullCell.domain ?? { name: '' };

  test.each<[string, string, Partial<AccountWorld>, RegExp, Parameters<typeof findingsIn>[1]?]>([
    [
      'blocks',
      'ACCOUNT_OTHER',
      { account: '999900001111' },
      /for the account 999900001111, and invoices-eu is 111122223333/,
    ],
    [
      'blocks',
      'SERVICE_NOT_OFFERED',
      { services: readyWorld().services.filter((name) => name !== 'glue') },
      /not offer glue in eu-west-1/,
    ],
    ['blocks', 'SERVICE_CLOSED', { timestream: false }, /no new customers since 2025-06-20/],
    ['blocks', 'BOOTSTRAP_OLD', { bootstrap: '5' }, /have version 5; the stacks need 6/],
    ['warns', 'BOOTSTRAP_BEFORE_ROLLBACK', { bootstrap: '22' }, /version 22\. With 23/],
    [
      'blocks',
      'LAMBDA_CONCURRENCY_TOO_SMALL',
      { concurrency: { limit: 50, unreserved: 50 } },
      /allows 50 .* so it needs 6\d\d/,
    ],
    [
      'warns',
      'LAMBDA_CONCURRENCY_SMALL',
      { concurrency: { limit: 10, unreserved: 10 } },
      /allows 10 concurrent/,
      { cell: small },
    ],
    [
      'warns',
      'QUOTA_TOO_SMALL',
      withQuota('L-9B653E91', 1_749),
      /has 1749, and eu-1 needs 1750 \(EventBridge PutEvents\)/,
    ],
    ['blocks', 'QUOTA_TOO_SMALL', withQuota('L-244521F2', 5), /has 5, and eu-1 needs 6 \(Rules/],
    [
      'unknown',
      'QUOTA_NOT_LISTED',
      { quotas: { ...readyWorld().quotas, kms: [], dynamodb: [] } },
      /does not list "Write request units/,
    ],
    ['blocks', 'CERTIFICATE_MISSING', { certificates: [] }, /no certificate for invoices\.eu-1/],
    [
      'blocks',
      'CERTIFICATE_MISSING',
      {},
      /no certificate arn:none/,
      { given: { certificateArn: 'arn:none' } },
    ],
    [
      'blocks',
      'CERTIFICATE_MISSING',
      { certificates: [{ ...certificate, names: ['*.example.com'] }] },
      /no certificate for/,
    ],
    [
      'blocks',
      'CERTIFICATE_OTHER',
      { certificates: [{ ...certificate, names: ['x.org'] }] },
      /is for x\.org and not for/,
      { given: { certificateArn: 'arn:certificate' } },
    ],
    [
      'blocks',
      'CERTIFICATE_PENDING',
      { certificates: [{ ...certificate, status: 'PENDING_VALIDATION' }] },
      /waits for its proof/,
    ],
    [
      'blocks',
      'CERTIFICATE_UNUSABLE',
      { certificates: [{ ...certificate, status: 'EXPIRED' }] },
      /is EXPIRED/,
    ],
    [
      'blocks',
      'CERTIFICATE_NOT_AMAZONS',
      { certificates: [{ ...certificate, isFromAmazon: false }] },
      /ownership certificate/,
    ],
    [
      'warns',
      'CERTIFICATE_ENDS_SOON',
      { certificates: [{ ...certificate, isFromAmazon: false, expiresAt: '2027-01-11T23:59:59.000Z' }] },
      /nobody but you renews/,
      { cell: { ...fullCell, auth: 'iam' } },
    ],
    ['blocks', 'TRUST_STORE_MISSING', { objects: [] }, /no version v1/],
    [
      'blocks',
      'TRUST_STORE_ELSEWHERE',
      { objects: [{ ...stored, bucketRegion: 'us-east-1' }] },
      /is in us-east-1/,
    ],
    [
      'warns',
      'TRUST_STORE_UNVERSIONED',
      { objects: [{ ...stored, bucketKeepsVersions: false }] },
      /keeps no versions/,
    ],
    [
      'warns',
      'TRUST_STORE_VERSION_OPEN',
      {},
      /names no trustStoreVersion/,
      { cell: { ...fullCell, domain: openVersion } },
    ],
    ['warns', 'SERVICE_ROLE_MISSING', { resources: [] }, /AWSServiceRoleForAPIGateway/],
    [
      'blocks',
      'QUICKSIGHT_STANDARD',
      { quickSight: { ...quickSight, edition: 'STANDARD' } },
      /Standard edition/,
    ],
    ['warns', 'QUICKSIGHT_NO_USERS', { quickSight: { ...quickSight, users: 0 } }, /knows nobody/],
    [
      'blocks',
      'QUICKSIGHT_NO_DATA_SOURCE',
      { quickSight: { ...quickSight, dataSources: {} } },
      /no data source arn/,
    ],
    [
      'blocks',
      'QUICKSIGHT_DATA_SOURCE_UNUSABLE',
      { quickSight: { ...quickSight, dataSources: { series: 'CREATION_FAILED' } } },
      /is CREATION_FAILED/,
    ],
    [
      'blocks',
      'QUICKSIGHT_NO_GROUP',
      { quickSight: { ...quickSight, groups: ['executives', 'finance', 'analysts'] } },
      /no group on duty/,
    ],
    [
      'blocks',
      'QUICKSIGHT_IDENTITY_REGION',
      { quickSight: { ...quickSight, identityRegion: 'eu-west-1' } },
      /keeps people in eu-west-1, not in us-east-2/,
    ],
    ['blocks', 'STACK_BUSY', { stacks: { 'eu-1-stateful': stack('UPDATE_IN_PROGRESS') } }, /wait/],
    [
      'blocks',
      'STACK_STUCK',
      { stacks: { 'eu-1-stateless': stack('UPDATE_ROLLBACK_FAILED') } },
      /could not be undone/,
    ],
    [
      'blocks',
      'STACK_LOCKED',
      { stacks: { 'eu-1-stateful': stack('ROLLBACK_COMPLETE', true) } },
      /protected/,
    ],
    [
      'warns',
      'STACK_FAILED_BEFORE',
      { stacks: { 'eu-1-stateful': stack('ROLLBACK_COMPLETE') } },
      /makes it anew/,
    ],
    [
      'warns',
      'STACK_FAILED_BEFORE',
      { stacks: { 'eu-1-access': stack('REVIEW_IN_PROGRESS') } },
      /makes it anew/,
    ],
    ['warns', 'STACKS_UNPROTECTED', { stacks: allStand }, /write `stands: true`/],
    [
      'blocks',
      'NAME_TAKEN',
      { queues: [names('eu-1-').recordQueue] },
      /AWS::SQS::Queue called eu-1-invoice-records already/,
    ],
    [
      'blocks',
      'NAME_TAKEN',
      { topics: [names('eu-1-').topic('posting')] },
      /AWS::SNS::Topic called eu-1-invoice-posting\.fifo/,
    ],
  ])('When it is looked at, Then it %s: %s', async (severity, code, change, message, options) => {
    const found = (await findingsIn(change, options)).filter((finding) => finding.code === code);
    expect(found.map((finding) => finding.severity)).toContain(severity);
    expect(found.map((finding) => finding.message).join('\n')).toMatch(message);
  });

  it('When QuickSight is not as it must be, Then a command is given for it', async () => {
    const elsewhere = await findingsIn({ quickSight: { ...quickSight, identityRegion: 'eu-west-1' } });
    expect(elsewhere.find(({ code }) => code === 'QUICKSIGHT_IDENTITY_REGION')?.fix).toBe(
      `sed -i.bak "/name: 'eu-1'/,/identityRegion/s/identityRegion: '[^']*'/identityRegion: 'eu-west-1'/" infra/cells/cells.ts infra/cells/examples.ts`,
    );
    const standard = await findingsIn({ quickSight: { ...quickSight, edition: 'STANDARD' } });
    expect(standard.find(({ code }) => code === 'QUICKSIGHT_STANDARD')?.fix).toContain(
      'describe-account-subscription --aws-account-id 111122223333 --query AccountInfo.Edition',
    );
  });

  it('When QuickSight or people lack, Then they are made where people are kept', async () => {
    const unsigned = await findingsIn({}, { without: ['quickSight'] });
    const unknown = await findingsIn({ quickSight: { ...quickSight, users: 0 } });
    const fixOf = (findings: typeof unknown, code: string) =>
      findings.find((finding) => finding.code === code)?.fix;
    expect(fixOf(unsigned, 'QUICKSIGHT_NOT_THERE')).toMatch(/ --region us-east-2$/);
    expect(fixOf(unknown, 'QUICKSIGHT_NO_USERS')).toMatch(/ --namespace default .* --region us-east-2$/);
  });

  it('When the cell makes its own data source, Then none is looked for', async () => {
    const { quickSightDataSourceArn: _, ...others } = fullCell;
    const cell: Cell = { ...others, timeSeries: { store: 'lake', keptDays: 10 } };
    const codes = (await findingsIn({ quickSight: { ...quickSight, dataSources: {} } }, { cell })).map(
      ({ code }) => code,
    );
    expect(codes).toContain('QUICKSIGHT_GROUPS');
    expect(codes.filter((code) => code.includes('DATA_SOURCE'))).toEqual([]);
    const { quickSightPeople: __, ...unseen } = cell;
    const without = await findingsIn({}, { cell: unseen });
    expect(without.filter(({ code }) => code.startsWith('QUICKSIGHT'))).toEqual([]);
  });

  it('When the CDK or QuickSight is not there, Then the command to make it is given', async () => {
    const findings = await findingsIn({}, { without: ['bootstrap', 'quickSight'] });
    expect(findings.find(({ code }) => code === 'BOOTSTRAP_MISSING')).toMatchObject({
      severity: 'blocks',
      fix: 'npx cdk bootstrap aws://111122223333/eu-west-1',
    });
    expect(findings.find(({ code }) => code === 'QUICKSIGHT_NOT_THERE')?.fix).toContain(
      '--edition ENTERPRISE',
    );
  });
});

describe('Given an account that has just enough', () => {
  test.each<[string, Partial<AccountWorld>]>([
    ['BOOTSTRAP_BEFORE_ROLLBACK', { bootstrap: '6' }],
    ['BOOTSTRAPPED', { bootstrap: '23' }],
    [
      'CERTIFICATE',
      { certificates: [{ ...certificate, arn: 'arn:older', status: 'PENDING_VALIDATION' }, certificate] },
    ],
  ])('When it is looked at, Then %s is found', async (code, change) => {
    expect((await findingsIn(change)).map((finding) => finding.code)).toContain(code);
  });

  it('When only some stacks stand, Then nothing is said of their protection yet', async () => {
    const stacks = { 'eu-1-stateful': stack('CREATE_COMPLETE') };
    const codes = (await findingsIn({ stacks })).map(({ code }) => code);
    expect(codes).toContain('STACK_STANDS');
    expect(codes).not.toContain('STACKS_UNPROTECTED');
  });
});

describe('Given an account of which nobody said whose it is', () => {
  it('When it is looked at, Then the command that confirms it is given', async () => {
    const found = (await findingsIn({}, { given: {} })).find(({ code }) => code === 'ACCOUNT_UNCONFIRMED');
    expect(found).toMatchObject({
      severity: 'warns',
      fix: 'npx bems cells preflight --cell eu-1 --account 111122223333',
    });
  });
});

describe('Given a quota that is too small', () => {
  it.each([
    ['L-9B653E91', 'events', 1_750],
    ['L-8A5B8E43', 'apigateway', 1_750],
    ['L-244521F2', 'events', 6],
  ])('When it is %s, Then the command asks for what is needed', async (code, service, needed) => {
    const found = (await findingsIn(withQuota(code, needed - 1))).find(({ fix }) => fix?.includes(code));
    expect(found?.fix).toBe(
      `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${needed} --region eu-west-1`,
    );
    const enough = await findingsIn(withQuota(code, needed));
    expect(enough.some(({ code: found }) => found === 'QUOTA_TOO_SMALL')).toBe(false);
  });

  it('When others have reserved concurrency, Then theirs is added to what is asked for', async () => {
    const needed = reservedConcurrency(fullCell) + unreservable;
    const enough = await findingsIn({ concurrency: { limit: 1_000, unreserved: needed } });
    expect(enough.some(({ code }) => code === 'LAMBDA_CONCURRENCY')).toBe(true);
    const [blocking] = await findingsIn({ concurrency: { limit: 1_000, unreserved: needed - 1 } });
    expect(blocking).toMatchObject({
      code: 'LAMBDA_CONCURRENCY_TOO_SMALL',
      fix: expect.stringContaining('--quota-code L-B99A9384 --desired-value 1001'),
    });
  });

  it('When the cell is there already, Then its own reservation is not counted twice', async () => {
    const concurrency = { limit: 700, unreserved: 120 };
    expect((await findingsIn({ concurrency }))[0]?.code).toBe('LAMBDA_CONCURRENCY_TOO_SMALL');
    const standing = await findingsIn({ concurrency, stacks: allStand });
    expect(standing.some(({ code }) => code === 'LAMBDA_CONCURRENCY')).toBe(true);
  });
});

describe('Given anything that has a name the cell wants', () => {
  const { queues, topics, others } = namesOf(fullCell, '111122223333');
  const wanted = [
    ...queues.map((name) => ({
      queues: [name],
      id: `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
    })),
    ...topics.map((name) => ({ topics: [name], id: `arn:aws:sns:eu-west-1:111122223333:${name}` })),
    ...others.map((resource) => ({
      resources: [...readyWorld().resources, resource],
      id: resource.identifier,
    })),
  ];

  it('When no stack of the cell has made it, Then it blocks, and otherwise never', async () => {
    for (const { id, ...there } of wanted) {
      const taken = (await findingsIn(there)).filter(({ code }) => code === 'NAME_TAKEN');
      expect(
        taken.map(({ severity }) => severity),
        id,
      ).toEqual(['blocks']);
      const stacks = { 'eu-1-stateless': stack('CREATE_COMPLETE', true, [id]) };
      const own = await findingsIn({ ...there, stacks });
      expect(
        own.some(({ code }) => code === 'NAME_TAKEN'),
        id,
      ).toBe(false);
    }
  });
});
