import { describe, expect, test } from 'vitest';
import { Queue, type QueueContext } from '../../../../emulator/messaging/queue.ts';
import { intervalMsOf, Schedule } from '../../../../emulator/messaging/schedule.ts';

async function turns(count = 10) {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/**
 * A schedule of one run a minute, under a clock that the test moves; runs end when the test says
 * so.
 */
function scheduled() {
  const clock = { ms: 1_000_000, now: () => clock.ms };
  const timers: { at: number; callback: () => void }[] = [];
  const runs: { name: string; event: unknown; at: number; end: () => void; fail: (error: Error) => void }[] =
    [];
  const log: QueueContext['log'] = {
    sent() {},
    received() {},
    deleted() {},
    hidden() {},
    moved() {},
    copied() {},
  };
  const deadLetters = new Queue(
    {
      name: 'dead-letters',
      arn: 'arn:aws:sqs:eu-west-1:000000000000:dead-letters',
      fifo: false,
      contentBasedDeduplication: false,
      deduplicationScope: 'queue',
      visibilityTimeoutSeconds: 30,
    },
    { clock, log, nextSequence: () => 1, newId: () => 'm1' },
  );
  const schedule = new Schedule(
    { functionName: 'Detector', intervalMs: 60_000, input: { why: 'time' }, deadLetters },
    {
      clock,
      later: (callback, ms) => void timers.push({ at: clock.ms + ms, callback }),
      invoke: (name, event) =>
        new Promise((resolve, reject) => {
          runs.push({ name, event, at: clock.ms, end: () => resolve(undefined), fail: reject });
        }),
    },
  );
  /** Lets time pass; each timer rings `early` ms before it is due. */
  const pass = async (ms: number, early = 0) => {
    const end = clock.ms + ms;
    for (;;) {
      timers.sort((a, b) => a.at - b.at);
      const next = timers[0];
      if (!next || next.at - early > end) break;
      timers.shift();
      clock.ms = Math.max(clock.ms, next.at - early);
      next.callback();
      await turns();
    }
    clock.ms = end;
  };
  return { schedule, runs, pass, deadLetters };
}

describe('Given a schedule of a minute', () => {
  test('its function runs once a minute with the input, first after a minute', async () => {
    const { schedule, runs, pass } = scheduled();
    schedule.start();
    await pass(59_999);
    expect(runs).toHaveLength(0);
    for (let minute = 0; minute < 3; minute++) {
      await pass(60_000);
      runs.at(-1)?.end();
      await turns();
    }
    expect(runs.map(({ name, event, at }) => [name, event, at])).toEqual(
      [1_060_000, 1_120_000, 1_180_000].map((at) => ['Detector', { why: 'time' }, at]),
    );
  });

  test('When timers ring a little early, Then no minute has two runs', async () => {
    const { schedule, runs, pass } = scheduled();
    schedule.start();
    for (let minute = 0; minute < 5; minute++) {
      await pass(60_000, 1);
      runs.at(-1)?.end();
      await turns();
    }
    expect(runs).toHaveLength(5);
  });

  test('When a run takes longer than a minute, Then no other starts beside it', async () => {
    const { schedule, runs, pass } = scheduled();
    schedule.start();
    await pass(200_000);
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    await turns();
    await pass(60_000);
    expect(runs).toHaveLength(2);
  });

  const away = new Error('the ledger is away');

  test('a run that fails is tried again, beside the next minutes’ own runs', async () => {
    const { schedule, runs, pass, deadLetters } = scheduled();
    schedule.start();
    await pass(60_000);
    runs[0]?.fail(away);
    await turns();
    await pass(59_999);
    expect(runs).toHaveLength(1);
    await pass(1);
    expect(runs).toHaveLength(2);
    runs[1]?.end();
    await turns();
    expect(runs).toHaveLength(3);
    runs[2]?.end();
    await turns();
    await pass(60_000);
    expect(runs).toHaveLength(4);
    expect(deadLetters.receive(10)).toEqual([]);
  });

  test('the input of a run that fails three times is a dead letter', async () => {
    const { schedule, runs, pass, deadLetters } = scheduled();
    schedule.start();
    const failFor = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        await pass(1_000);
        // Settled ones stay as they are.
        for (const run of runs) run.fail(away);
        await turns();
      }
    };
    // The first run is tried at 60, 120 and 240 s.
    await failFor(239);
    expect(deadLetters.receive(10)).toEqual([]);
    await failFor(3);
    expect(deadLetters.receive(10)).toMatchObject([
      { body: '{"why":"time"}', attributes: { ErrorMessage: { Value: 'the ledger is away' } } },
    ]);
  });

  test('When it is stopped, Then it waits for the run under way and starts no other', async () => {
    const { schedule, runs, pass } = scheduled();
    schedule.start();
    await pass(60_000);
    let stopped = false;
    const stopping = schedule.stop().then(() => {
      stopped = true;
    });
    await turns();
    expect(stopped).toBe(false);
    runs[0]?.end();
    await stopping;
    await pass(300_000);
    expect(runs).toHaveLength(1);
  });
});

describe('Given a schedule expression', () => {
  test.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('When it is %s, Then its runs are %d ms apart', (expression, interval) => {
    expect(intervalMsOf(expression)).toBe(interval);
  });

  test.each(['cron(0 * * * ? *)', 'at(2026-01-01T00:00:00)', 'rate(0 minutes)', 'rate(1 week)'])(
    'When it is %s, Then it is refused by name',
    (expression) => {
      expect(() => intervalMsOf(expression)).toThrow(expression);
    },
  );
});
