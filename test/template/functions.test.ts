import { describe, expect, test } from 'vitest';
import type { Resource } from '../../emulator/template/cell-template.ts';
import { entryMetadata, names } from '../../functions/core/names.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { cellErrors } from '../../infra/cells/cell-errors.ts';
import { cells } from '../../infra/cells/cells.ts';
import {
  type Consumer,
  mostConcurrency,
  partitionConcurrency,
  processor,
  processorConcurrency,
  provisionedConcurrency,
  relay,
  relayConcurrency,
  reservedConcurrency,
} from '../../infra/cells/concurrency.ts';
import { firstCell } from '../../infra/cells/examples.ts';
import { type Partition, relaysOf } from '../../infra/cells/partitions.ts';
import { quotaErrors } from '../../infra/planner/quota-errors.ts';
import { stages } from '../../schemas/stages.ts';
import { cellNamed, synthesize } from './synthesis.ts';

const { cell, resolved } = synthesize(cellNamed('us-1'));
const name = names(cell.prefix);
const functions = resolved.ofType('AWS::Lambda::Function');
const aliases = resolved.ofType('AWS::Lambda::Alias');
const mappings = resolved.ofType('AWS::Lambda::EventSourceMapping');

function found(reference: unknown, type: string): Resource {
  const resource = resolved.find(String(reference), type);
  if (!resource) throw new Error(`There is no ${type} ${reference}`);
  return resource;
}

function aliasCalled(reference: unknown): Resource {
  const alias = aliases.find(({ arn }) => arn?.endsWith(`:function:${reference}`));
  if (!alias) throw new Error(`There is no alias ${reference}`);
  return alias;
}

function keyFor(purpose: string) {
  return found(
    found(`alias/${cell.prefix}invoice-${purpose}`, 'AWS::KMS::Alias').properties.TargetKeyId,
    'AWS::KMS::Key',
  ).arn;
}

describe('Given the functions of a cell', () => {
  test('When one is made, Then it runs Node 24 on ARM, is traced and names its folder', () => {
    expect(functions).toHaveLength(14);
    for (const { properties, metadata } of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
      expect(metadata[entryMetadata]).toMatch(/^functions\/[a-z-]+$/);
    }
  });

  test('When one is made, Then it shares neither role nor policy with another', () => {
    const roles = functions.map(({ properties }) => properties.Role);
    expect(new Set(roles).size).toBe(functions.length);
    for (const role of roles) {
      const { properties } = found(role, 'AWS::IAM::Role');
      expect(properties.ManagedPolicyArns).toBeUndefined();
      expect(JSON.stringify(properties.AssumeRolePolicyDocument)).toContain('"lambda.amazonaws.com"');
    }
  });

  test('When one is made, Then its settings and logs are encrypted with the cell’s key', () => {
    for (const { properties, physicalId } of functions) {
      expect(properties.KmsKeyArn).toBe(keyFor('logs'));
      expect(found(`/aws/lambda/${physicalId}`, 'AWS::Logs::LogGroup').properties).toMatchObject({
        KmsKeyId: keyFor('logs'),
        RetentionInDays: cell.retention.logDays,
      });
      expect(properties.LoggingConfig).toEqual({ LogGroup: `/aws/lambda/${physicalId}` });
    }
  });

  test('When queue or API calls one, Then it calls the alias whose environments are warm', () => {
    for (const { properties } of mappings)
      if (properties.FunctionName !== name.recordFunction)
        expect(aliasCalled(properties.FunctionName)).toBeDefined();
    const get = resolved
      .ofType('AWS::ApiGateway::Method')
      .find(({ properties }) => properties.HttpMethod === 'GET' && properties.ApiKeyRequired === true);
    expect(JSON.stringify(get?.properties.Integration)).toContain(`:function:${name.historyFunction}:live/`);
    // Nobody waits for what runs on a schedule, or after an outage only; and few open links to alerts.
    expect(aliases).toHaveLength(functions.length - 8);
  });
});

describe('Given the queues that functions poll', () => {
  test('When one is polled, Then it reports failures singly and hides messages for long', () => {
    expect(mappings).toHaveLength(cell.partitions.length * 2 + 1);
    for (const { properties: mapping } of mappings) {
      const isRecordWriter = mapping.FunctionName === name.recordFunction;
      const queue = found(mapping.EventSourceArn, 'AWS::SQS::Queue').properties;
      const poller = found(
        isRecordWriter ? name.recordFunction : aliasCalled(mapping.FunctionName).properties.FunctionName,
        'AWS::Lambda::Function',
      );
      expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(Number(queue.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Number(poller.properties.Timeout));
      expect(mapping).toMatchObject(
        queue.FifoQueue
          ? { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 56 } }
          : {
              BatchSize: 50,
              MaximumBatchingWindowInSeconds: 1,
              ScalingConfig: { MaximumConcurrency: isRecordWriter ? 23 : 11 },
            },
      );
      if (queue.FifoQueue) expect(mapping.MaximumBatchingWindowInSeconds).toBeUndefined();
    }
  });
});

/** A cell with so many partitions, one of each stage but posting, which has the others. */
function cellOf(count: number): Cell {
  const others = stages.filter((stage) => stage !== 'posting').map((stage) => ({ name: stage, stage }));
  const values = Array.from({ length: count - others.length - 1 }, (_, index) => `V-${index}`);
  return {
    ...cellNamed('us-1'),
    name: `us-${count}`,
    partitions: [
      ...others,
      ...values.map(
        (id): Partition => ({ name: id.toLowerCase(), stage: 'posting', where: { 'vendor.id': [id] } }),
      ),
      {
        name: 'rest',
        stage: 'posting',
        ...(values.length > 0 && { where: { 'vendor.id': [{ 'anything-but': values }] } }),
      },
    ],
  };
}

/** The maximum of each queue that the processor of posting reads, of so many. */
function concurrencyOfPosting(count: number): readonly number[] {
  const each = cellOf(count + 3);
  return each.partitions
    .filter(({ stage }) => stage === 'posting')
    .map((partition) => partitionConcurrency(processor, each, partition));
}

describe('Given the peak of a cell', () => {
  test('When it grows from 1,000/s by 40 %, Then environments are as by arithmetic', () => {
    const reserved = Object.fromEntries(
      functions.map(({ physicalId, properties }) => [physicalId, properties.ReservedConcurrentExecutions]),
    );
    expect(reserved).toEqual({
      [name.relayFunction()]: 61,
      [name.processorFunction('ingestion')]: 62,
      [name.processorFunction('reconciliation')]: 62,
      [name.processorFunction('authorization')]: 62,
      [name.processorFunction('posting')]: 124,
      [name.recordFunction]: 26,
      [name.historyFunction]: 175,
      [name.stuckInvoiceFunction]: 1,
      [name.alertRouterFunction]: 2,
      [name.reconcilerFunction]: 3,
      [name.rollupFunction]: 1,
      [name.anomalyFunction]: 1,
      [name.lettingGoFunction]: 1,
      [name.alertLinksFunction]: 2,
    });
    const provisioned = Object.fromEntries(
      aliases.map(({ properties }) => [properties.FunctionName, properties.ProvisionedConcurrencyConfig]),
    );
    const warm = (ProvisionedConcurrentExecutions: number) => ({ ProvisionedConcurrentExecutions });
    expect(provisioned).toEqual({
      [name.relayFunction()]: warm(6),
      [name.processorFunction('ingestion')]: warm(6),
      [name.processorFunction('reconciliation')]: warm(6),
      [name.processorFunction('authorization')]: warm(6),
      [name.processorFunction('posting')]: warm(12),
      [name.historyFunction]: warm(18),
    });
    expect(reservedConcurrency(cell)).toBe(583);
    expect(provisionedConcurrency(cell)).toBe(54);
  });

  test.each([...cells, cellOf(25), cellOf(99)])(
    'When the cell is $name, Then each function has enough environments',
    (each) => {
      const together = (consumer: Consumer, served: readonly Partition[]) =>
        served.reduce((sum, one) => sum + partitionConcurrency(consumer, each, one), 0);
      for (const stage of stages) {
        const { reserved, provisioned } = processorConcurrency(each, stage);
        const own = each.partitions.filter((partition) => partition.stage === stage);
        expect(reserved).toBeGreaterThanOrEqual(together(processor, own));
        expect(provisioned).toBeLessThanOrEqual(reserved);
      }
      for (const { partitions } of relaysOf(each.partitions))
        expect(relayConcurrency(each, partitions).reserved).toBeGreaterThanOrEqual(
          together(relay, partitions),
        );
    },
  );

  test('When a stage has many partitions, Then it needs no more than two of them do', () => {
    // 1,400 ÷ 10 × 0.2 s × 2 = 56 is what the whole peak takes, twice.
    expect(concurrencyOfPosting(1)).toEqual([56]);
    expect(concurrencyOfPosting(2)).toEqual([56, 56]);
    expect(concurrencyOfPosting(4)).toEqual([28, 28, 28, 28]);
    expect(new Set(concurrencyOfPosting(25))).toEqual(new Set([5]));
    for (const count of [3, 10, 25, 60, 96]) {
      const sum = concurrencyOfPosting(count).reduce((total, one) => total + one, 0);
      // Two at least for each queue, and each rounded up.
      expect(sum).toBeLessThanOrEqual(Math.max(2 * count, 2 * 56 + count));
    }
  });

  test('When a partition says how much may come to it, Then it gets that', () => {
    const { partitions, ...rest } = cellOf(25);
    const [first, ...others] = partitions.filter(({ stage }) => stage === 'posting');
    if (!first) throw new Error('There is no partition of posting');
    const large: Partition = { ...first, peakShare: 0.5 };
    const each = { ...rest, partitions: [large, ...others] };
    expect(partitionConcurrency(processor, each, large)).toBe(28);
    const alone = {
      ...each,
      partitions: [...each.partitions.filter(({ stage }) => stage !== 'posting'), large],
    };
    expect(cellErrors(alone).join()).toMatch(/its partitions of posting take 0.5 of the peak together/);
    for (const peakShare of [0, -1, 1.1, Number.NaN])
      expect(cellErrors({ ...each, partitions: [{ ...large, peakShare }] }).join()).toMatch(
        /has the peakShare \S+: it must be above 0 and up to 1/,
      );
  });

  test('When the peak exceeds the account’s quota, Then the error says by how much', () => {
    const large = { ...cellNamed('us-1'), peakEventsPerSecond: 3_000, apiQuota: 10_000 } satisfies Cell;
    const errors = quotaErrors([large]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/us-1 need 1\d\d\d with the 100 .*lambdaConcurrencyQuota/);
    expect(quotaErrors([{ ...large, lambdaConcurrencyQuota: 2_000 }])).toEqual([]);
  });

  test('When two cells share an account and a Region, Then they share its quota', () => {
    const { prefix: _, ...half } = { ...cellNamed('us-1'), peakEventsPerSecond: 1_500 };
    const twins = ['a-', 'b-'].map((prefix) => ({
      ...half,
      prefix,
      name: `us-${prefix}1`,
      apiQuota: 10_000,
    }));
    expect(quotaErrors(twins.slice(0, 1))).toEqual([]);
    expect(quotaErrors(twins).join()).toMatch(/us-a-1 and us-b-1 .*lambdaConcurrencyQuota/);
  });
});

describe('Given a cell of the small profile', () => {
  const { resolved } = synthesize(firstCell);

  test('When it is deployed, Then nothing is reserved and nothing kept warm', () => {
    for (const { properties } of resolved.ofType('AWS::Lambda::Function'))
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(resolved.ofType('AWS::Lambda::Alias')).toEqual([]);
    expect([reservedConcurrency(firstCell), provisionedConcurrency(firstCell)]).toEqual([0, 0]);
  });

  test('When schedules call, Then that is not traced, and all else is', () => {
    const untraced = resolved
      .ofType('AWS::Lambda::Function')
      .filter(({ properties }) => JSON.stringify(properties.TracingConfig) !== '{"Mode":"Active"}')
      .map(({ properties }) => String(properties.FunctionName).replace('first-', ''));
    expect(untraced.toSorted()).toEqual([
      'AlertRouter',
      'AnomalyDetector',
      'InvoiceRollup',
      'Reconciler',
      'StuckInvoiceDetector',
    ]);
  });

  test('When all of it runs at once, Then it fits into the 50 of a new account', () => {
    // A tenth more than two for each queue of the relay, 9, and of a processor, 3 four times. The queue of
    // records 3, histories 2, the detector 1, alerts 2, the reconciler 3, sums 1, unusual counts 1.
    expect(mostConcurrency(firstCell)).toBe(34);
    expect(quotaErrors([firstCell])).toEqual([]);
  });

  test('When it would need more than 50, Then the error says so, unless more is there', () => {
    const busy = { ...firstCell, peakEventsPerSecond: 150 };
    expect(quotaErrors([busy]).join()).toMatch(
      /Lambda allows 50 concurrent invocations there, but first need \d\d+ without reserving any/,
    );
    expect(quotaErrors([{ ...busy, lambdaConcurrencyQuota: 200 }])).toEqual([]);
  });

  test('When another cell is in the account, Then it takes what nobody can reserve', () => {
    const other = cellNamed('us-1');
    const beside: Cell = { ...firstCell, account: other.account, region: other.region };
    expect(quotaErrors([other, beside])).toEqual([]);
    const needed = reservedConcurrency(other) + 100;
    const together = (quota: number, small: Cell) =>
      quotaErrors([{ ...other, lambdaConcurrencyQuota: quota }, small]);
    expect(together(needed, beside)).toEqual([]);
    expect(together(needed - 1, beside).join()).toContain('with the 100 that must stay unreserved');
    const busy = { ...beside, peakEventsPerSecond: 500 };
    const unreserved = mostConcurrency(busy);
    expect(unreserved).toBeGreaterThan(100);
    expect(together(needed - 100 + unreserved, busy)).toEqual([]);
    expect(together(needed - 101 + unreserved, busy).join()).toContain(`with the ${unreserved} that`);
  });
});
