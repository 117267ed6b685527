import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import {
  deadLetterQueueOf,
  deadLetterQueues,
  names,
  partitionOfQueue,
} from '../../../functions/core/names.ts';
import { accountErrors } from '../../../infra/cells/account-errors.ts';
import { accounts } from '../../../infra/cells/accounts.ts';
import type { Cell } from '../../../infra/cells/cell.ts';
import { cellErrors } from '../../../infra/cells/cell-errors.ts';
import { cells } from '../../../infra/cells/cells.ts';
import { type Producer, producers } from '../../../infra/cells/producers.ts';
import type { Registries } from '../../../infra/cells/registries.ts';
import { waves } from '../../../infra/cells/waves.ts';
import { fleetErrors } from '../../../infra/fleet-errors.ts';
import { slowestAlarmMinutes } from '../../../infra/monitoring/slowest-alarm.ts';
import { quotaErrors } from '../../../infra/planner/quota-errors.ts';
import type { Stage } from '../../../schemas/stages.ts';
import { somePeople as people } from '../../template/quicksight-people.ts';

const sound = found(cells.find(({ auth }) => auth === 'iam'));

function found<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('The registries lack what the tests start from');
  return one;
}

function cell(change: Partial<Cell>): Cell {
  return { ...sound, ...change };
}

const manyDeadlines = Array.from({ length: 100 }, (_, i) => ({
  stage: 'posting' as const,
  vendorId: `V-${i}`,
  days: 1,
}));

const erp = found(producers.find(({ name }) => name === 'erp'));

function withProducer(change: Partial<Producer>): Registries {
  return {
    waves,
    producers: [...producers, { ...erp, name: 'other', ...change }],
  };
}

function withWave(bakeMinutes: number): Registries {
  return {
    producers,
    waves: [...waves, { name: 'late', bakeMinutes }],
  };
}

describe('Given the cells, producers and waves as they are', () => {
  test('Then nothing is wrong with them', () => {
    expect(fleetErrors(cells)).toEqual([]);
  });
});

describe('Given a cell', () => {
  test.each<[string, Partial<Cell>, RegExp]>([
    ['a wave nobody knows', { wave: 'never' }, /there is no wave never in infra\/cells\/waves\.ts/],
    ['a Region that does not exist', { region: 'us-est-1' }, /no Region us-est-1; close to it: us-east-1/],
    [
      'a time series kept for part of an hour',
      { timeSeries: { store: 'timestream', memoryStoreHours: 0.5, magneticStoreDays: 3_650 } },
      /its timeSeries \(timestream\) memoryStoreHours must be a whole number above 0, not 0.5/,
    ],
    [
      'a lake that keeps nothing',
      { timeSeries: { store: 'lake', keptDays: 0 } },
      /its timeSeries \(lake\) keptDays must be a whole number above 0, not 0/,
    ],
    [
      'QuickSight and nobody who looks',
      { quickSightDataSourceArn: 'arn:aws:quicksight:eu-west-1:111122223333:datasource/series' },
      /it has a data source for QuickSight and no quickSightPeople/,
    ],
    [
      'questions about figures and nothing to ask',
      { timeSeries: { store: 'lake', keptDays: 10 }, quickSightTopic: true },
      /its quickSightTopic needs quickSightPeople and a lake/,
    ],
    [
      'questions about figures that its store has not',
      {
        timeSeries: { store: 'timestream', memoryStoreHours: 24, magneticStoreDays: 10 },
        ...{ quickSightDataSourceArn: 'arn:aws:quicksight:eu-west-1:111122223333:datasource/series' },
        ...{ quickSightPeople: people, quickSightTopic: true },
      },
      /its quickSightTopic needs quickSightPeople and a lake/,
    ],
    [
      'people of QuickSight, and no data source for Timestream',
      {
        timeSeries: { store: 'timestream', memoryStoreHours: 24, magneticStoreDays: 10 },
        quickSightPeople: people,
      },
      /it has quickSightPeople and no quickSightDataSourceArn/,
    ],
    [
      'people of QuickSight in a Region that does not exist',
      { quickSightPeople: { ...people, identityRegion: 'us-est-1' } },
      /no Region us-est-1; close to it: us-east-1/,
    ],
    [
      'people of QuickSight in a namespace that cannot be',
      { quickSightPeople: { ...people, namespace: 'default/x' } },
      /the namespace "default\/x" of its people in QuickSight/,
    ],
    [
      'an audience of QuickSight without a group',
      { quickSightPeople: { ...people, groups: { ...people.groups, finance: '' } } },
      /its group of finance in QuickSight needs a name/,
    ],
    [
      'a stage without a deadline for all',
      { stageDeadlines: usualStageDeadlines.slice(1) },
      /ingestion needs a deadline without conditions/,
    ],
    [
      'more deadlines than fit',
      { stageDeadlines: [...manyDeadlines, ...usualStageDeadlines] },
      /its stageDeadlines take \d+ bytes as an environment variable, and 3000 is the maximum/,
    ],
    ['a producer nobody knows', { producers: ['erp', 'nobody'] }, /there is no producer nobody in/],
    ['a producer twice', { producers: ['erp', 'erp'] }, /lists the producer erp twice/],
    ['no producer', { producers: [] }, /needs at least one producer/],
    ['a peak of nothing', { peakEventsPerSecond: 0 }, /peak must be more than 0 events per second, not 0/],
    ['a negative peak', { peakEventsPerSecond: -5 }, /peak must be more than 0/],
    ['a peak that is no number', { peakEventsPerSecond: Number.NaN }, /peak must be more than 0/],
    ['a shrinking peak', { growth: -0.1 }, /growth must be 0 or more/],
    ['a name with a slash', { name: 'a/b' }, /its name must be/],
    ['a prefix without its dash', { prefix: 'eu' }, /its prefix "eu" must be/],
    ['no partition', { partitions: [] }, /1 to 99 partitions, not 0/],
    [
      'a hundred partitions',
      { partitions: Array.from({ length: 100 }, (_, index) => ({ name: `p${index}`, stage: 'posting' })) },
      /1 to 99 partitions, not 100/,
    ],
    [
      'a partition with an odd name',
      { partitions: [{ name: 'A b', stage: 'posting' }] },
      /its partition "A b"/,
    ],
    [
      'no firewall in a cell that is not small',
      { noFirewallBecause: 'It is cheap.' },
      /only a cell with profile small may go without its firewall/,
    ],
    [
      'no firewall for no reason',
      { profile: 'small', noFirewallBecause: ' ' },
      /its noFirewallBecause is empty/,
    ],
    ['mutual TLS without a domain', { auth: 'mtls' }, /mutual TLS needs a domain with a trustStore/],
    [
      'mutual TLS without a trust store',
      { auth: 'mtls', domain: { name: 'a.example.com' } },
      /mutual TLS needs a domain with a trustStore/,
    ],
    [
      'a trust store that is none',
      { auth: 'mtls', domain: { name: 'a.example.com', trustStore: 'clients.pem' } },
      /trustStore must be like s3:/,
    ],
    ['a reason for less than it asks', { apiKeyAloneBecause: 'why' }, /leave apiKeyAloneBecause out/],
    [
      'logs kept for as long as CloudWatch cannot',
      { retention: { ...sound.retention, logDays: 31 } },
      /cannot keep anything for 31 days \(logDays\)/,
    ],
    [
      'an archive kept for no time',
      { retention: { ...sound.retention, archiveDays: 0 } },
      /its retention archiveDays must be a whole number above 0/,
    ],
    [
      'lets go too early',
      { retention: { ...sound.retention, hotDays: 29 } },
      /hotDays must be a whole number of days from 30 on, not 29: leave it out to keep every invoice hot/,
    ],
    [
      'lets go after half a day',
      { retention: { ...sound.retention, hotDays: 90.5 } },
      /hotDays must be a whole number of days from 30 on, not 90.5/,
    ],
    [
      'lets go into an archive that ends before',
      { retention: { ...sound.retention, archiveDays: 90, hotDays: 90 } },
      /hotDays \(90\) must be fewer than its archiveDays \(90\)/,
    ],
  ])('When it has %s, Then a sentence names the cell and says so', (_, change, sentence) => {
    const errors = cellErrors(cell(change));
    expect(errors.join('\n')).toMatch(sentence);
    for (const error of errors) expect(error).toMatch(/^cell \S+: /);
  });
});

describe('Given partitions with any names', () => {
  const word = fc.constantFrom(
    'a',
    'b',
    'dlq',
    'topic',
    'relay',
    'fifo',
    'no',
    'partition',
    'archive',
    'rule',
    'bus',
  );
  const anyName = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'));

  test('When nothing is wrong with them, Then no queue could be taken for another', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyName, { minLength: 1, maxLength: 6 }), (partitionNames) => {
        const named = partitionNames.map((name) => ({ name, stage: 'posting' as const }));
        const errors = cellErrors(cell({ partitions: named })).filter(
          (error) => !error.includes('both take'),
        );
        fc.pre(errors.every((error) => error.includes('no partition takes')));
        const { prefix } = sound;
        for (const queue of deadLetterQueues(prefix, partitionNames))
          expect(deadLetterQueueOf(queue.name, prefix)).toEqual(queue);
        for (const name of partitionNames) {
          expect(partitionOfQueue(names(prefix).queue(name), prefix)).toBe(name);
          expect(deadLetterQueueOf(names(prefix).queue(name), prefix)).toBeUndefined();
          expect(deadLetterQueueOf(names(prefix).relayQueue(name), prefix)).toBeUndefined();
        }
      }),
    );
  });
});

describe('Given several cells', () => {
  const apart = { prefix: 'other-', account: 'elsewhere' };

  test('When two have one name, Then a sentence says which', () => {
    expect(fleetErrors([sound, cell(apart)])).toContain(`two cells are called ${sound.name}`);
  });

  test('When two of one account share a prefix, Then a sentence names both', () => {
    const sentence = new RegExp(
      `the cells ${sound.name} and twin share account ${sound.account}, .*give each a prefix`,
    );
    expect(fleetErrors([sound, cell({ name: 'twin' })]).join('\n')).toMatch(sentence);
    // Roles and dashboards are the account's: another Region does not help.
    const elsewhere = cell({ name: 'twin', region: 'us-west-2' });
    expect(fleetErrors([sound, elsewhere]).join('\n')).toMatch(sentence);
    expect(fleetErrors([sound, cell({ name: 'twin', prefix: 'twin-' })])).toEqual([]);
    expect(fleetErrors([sound, cell({ name: 'twin', account: 'elsewhere' })])).toEqual([]);
  });

  test('When they need more than their API takes, Then a sentence says how much', () => {
    const busy = cell({
      name: 'busy',
      prefix: 'busy-',
      region: 'us-east-1',
      peakEventsPerSecond: 4_000,
      lambdaConcurrencyQuota: 100_000,
    });
    const busier = { ...busy, name: 'busier', prefix: 'busier-' };
    expect(quotaErrors([busy])).toEqual([]);
    expect(quotaErrors([busy, busier]).join('\n')).toMatch(
      /takes 10000 requests per second there, but busy and busier may need 14000/,
    );
    expect(quotaErrors([{ ...busy, apiQuota: 15_000 }, busier])).toEqual([]);
  });
});

describe('Given the accounts', () => {
  test('When a baseline is in no Region there is, Then a sentence names the close one', () => {
    expect(accountErrors(accounts)).toEqual([]);
    const [first] = accounts;
    if (!first?.baseline) throw new Error('the first account has no baseline');
    const wrong = { ...first, baseline: { ...first.baseline, regions: ['eu-wset-1'] as const } };
    expect(accountErrors([wrong]).join()).toMatch(
      /^account organization: there is no Region eu-wset-1; close/,
    );
  });
});

describe('Given the producers', () => {
  test.each<[string, Partial<Producer>, RegExp]>([
    ['a name that is taken', { name: 'erp' }, /two producers are called erp/],
    ['an odd name', { name: 'E R P' }, /producer E R P: its name must be/],
    ['no rate', { rate: 0 }, /producer other: its rate and its burst must be above 0/],
    ['no burst', { burst: 0 }, /producer other: its rate and its burst/],
    ['a quota of nothing', { dailyQuota: 0 }, /producer other: its daily quota must be above 0/],
    ['no stage', { stages: [] }, /producer other: it may report on no stage/],
    ['no contact', { contact: '' }, /producer other: it needs a contact/],
  ])('When one has %s, Then a sentence says so', (_, change, sentence) => {
    expect(fleetErrors(cells, withProducer(change)).join('\n')).toMatch(sentence);
  });
});

describe('Given the usage plans of the producers of a cell', () => {
  // The peak grown by 40 %, a quarter above it, and a tenth of that for reads: 1,000 × 1.4 × 1.25 × 1.1.
  const needed = 1_925;
  const errorsOf = (change: Partial<Producer>, stage: Stage = 'posting') =>
    cellErrors(cell({ peakEventsPerSecond: 1_000, producers: ['other'] }), {
      waves,
      producers: [{ ...erp, name: 'other', rate: needed, burst: needed, ...change }],
    }).filter((error) => error.includes(` ${stage} `));

  test('When they let the grown peak through and reads besides, Then nothing is wrong', () => {
    expect(errorsOf({})).toEqual([]);
    expect(errorsOf({ dailyQuota: needed * 86_400 })).toEqual([]);
  });

  test.each<[string, Partial<Producer>, RegExp]>([
    ['are a request slower', { rate: needed - 1 }, /1925 requests per second.*other let 1924 through/],
    ['take smaller bursts', { burst: needed - 1 }, /1925 requests per second.*other let 1924 through/],
    [
      'end before the day does',
      { dailyQuota: needed * 86_400 - 1 },
      /166320000 requests a day.*daily quotas of other end at 166319999/,
    ],
  ])('When they %s, Then a sentence gives both figures', (_, change, sentence) => {
    expect(errorsOf(change).join('\n')).toMatch(sentence);
  });

  test('When two may report on a stage, Then what they let through counts together', () => {
    const producersOf = (rate: number): Registries => ({
      waves,
      producers: ['one', 'other'].map((name) => ({ ...erp, name, rate, burst: rate, stages: ['posting'] })),
    });
    const shared = cell({ peakEventsPerSecond: 1_000, producers: ['one', 'other'] });
    expect(cellErrors(shared, producersOf(963))).toEqual([]);
    expect(cellErrors(shared, producersOf(962)).join()).toMatch(/plans of one and other let/);
  });
});

describe('Given the waves', () => {
  test('When one bakes no longer than the slowest alarm, Then a sentence gives both', () => {
    expect(fleetErrors(cells, withWave(slowestAlarmMinutes)).join('\n')).toMatch(
      new RegExp(`wave late: it bakes for ${slowestAlarmMinutes} minutes, but the slowest alarm needs`),
    );
    expect(fleetErrors(cells, withWave(slowestAlarmMinutes + 1))).toEqual([]);
  });

  test('When two have one name, Then a sentence says so', () => {
    const twice = { producers, waves: [...waves, ...waves.slice(0, 1)] };
    expect(fleetErrors(cells, twice)).toContain(`two waves are called ${waves[0]?.name}`);
  });
});
