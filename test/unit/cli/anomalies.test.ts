import { afterEach, describe, expect, it } from 'vitest';
import type {
  AnomalyListing,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { type FakeCell, type FakeOptions, startFakeCell } from './fake-cell.ts';
import { runCommand } from './run-program.ts';

const anomaly: ListedAnomaly = {
  ...{
    id: '2026-03-10T1200-posting-hour',
    metric: 'posting',
    stage: 'posting',
    measure: 'events',
    exceptions: false,
  },
  sentence: 'Posting events: less than usual, 0 instead of about 40 in 1 hour.',
  ...{ bucket: 'hour', from: '2026-03-10T12:00:00.000Z', until: '2026-03-10T13:00:00.000Z' },
  ...{ state: 'growing', direction: 'less', actual: 0, expected: 40.2, explanation: null },
  ...{ acknowledged: null, asExpected: null },
};

const listing: AnomalyListing = {
  lookedAt: '2026-03-10T13:05:00.000Z',
  judgedUntil: '2026-03-10T13:00:00.000Z',
  metrics: [
    { metric: 'posting', title: 'Posting events', judged: 'hour', weeks: 8 },
    { metric: 'ingestion', title: 'Ingestion events', judged: 'learning', weeks: 1 },
    { metric: 'posting-exceptions', title: 'Posting exceptions', judged: 'cannot tell', weeks: 8 },
  ],
  anomalies: [anomaly],
};

let cell: FakeCell | undefined;
afterEach(() => cell?.close());

async function anomalies(answers: FakeOptions['answers'], ...args: readonly string[]): Promise<string> {
  cell = await startFakeCell({ ...(answers && { answers }) });
  return (await runCommand(['anomalies', ...args, '--api', cell.address.api])).out;
}

const listed = (body: AnomalyListing, all = false) => ({
  [`/console/api/anomalies?all=${all}`]: { status: 200, body },
});

describe('Given a cell in which something is unusual', () => {
  it('When it is listed, Then each has its sentence, and what cannot be told is said', async () => {
    const by = { by: 'ada', at: '2026-03-10T13:10:00.000Z' };
    const expected = { ...anomaly, asExpected: { ...by, reason: 'a day off' } };
    const all = { ...listing, anomalies: [anomaly, { ...anomaly, acknowledged: by }, expected] };
    const lines = (await anomalies(listed(all, true), 'list', '--all')).split('\n');
    expect(lines[0]).toMatch(/^anomaly +state +from +until +what$/);
    expect(lines[1]).toMatch(/^2026-03-10T1200-posting-hour +growing +.+13:00:00.000Z +Posting events: less/);
    expect(lines[2]).toContain('growing, acknowledged by ada');
    expect(lines[3]).toContain('growing, expected says ada');
    expect(lines.slice(4)).toEqual([
      'Ingestion events: learning, 1 week so far.',
      'Posting exceptions: too few to tell what is unusual.',
    ]);
  });

  it('When JSON is asked for, Then it is what the cell answered', async () => {
    expect(JSON.parse(await anomalies(listed(listing), 'list', '--json'))).toEqual(listing);
  });

  it('When somebody says that it was expected, Then that is sent with the reason', async () => {
    const by = { by: 'ada', at: '2026-03-10T13:10:00.000Z', reason: 'a day off' };
    const answers = {
      '/console/api/anomalies/act': { status: 200, body: { ...anomaly, asExpected: by } },
    };
    const args = ['expect', anomaly.id, '--by', 'ada', '--reason', 'a day off'];
    expect(await anomalies(answers, ...args)).toBe(
      '2026-03-10T1200-posting-hour: growing, expected says ada.',
    );
  });

  it('When nothing is unusual, or nobody looked, Then it says so', async () => {
    const metrics = listing.metrics.slice(0, 1);
    expect(await anomalies(listed({ ...listing, metrics, anomalies: [] }), 'list')).toBe(
      'Nothing is unusual, judged up to 2026-03-10T13:00:00.000Z.',
    );
    await cell?.close();
    const never = { lookedAt: null, judgedUntil: null, metrics: [], anomalies: [] };
    expect(await anomalies(listed(never), 'list')).toBe('Nobody has looked yet.');
  });
});
