import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HeldEvent, heldEvent, identityOf } from '../../../functions/core/conservation/held-event.ts';
import { MinuteDigests, minuteMs } from '../../../functions/core/conservation/minute-digest.ts';
import type { Holdings, Snapshots, Whereabouts } from '../../../functions/core/conservation/ports.ts';
import type { Records } from '../../../functions/core/ports.ts';
import { compareHoldings } from '../../../operations/reconcile/compare.ts';
import { patrol } from '../../../operations/reconcile/patrol.ts';
import { reconcile } from '../../../operations/reconcile/reconcile.ts';
import { reconcileService } from '../../../operations/reconcile/service.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { factOf, memoryLog } from '../functions/harness.ts';

const start = Date.UTC(2026, 2, 2, 9);
const minutes = { from: start, to: start + 3 * minuteMs };

/** What becomes of an event, and whether somebody has to be told. */
const fates = {
  visible: false,
  'on its way': false,
  'a dead letter': false,
  discarded: false,
  'on its way to the time series': false,
  'discarded, as former versions wrote it down': false,
  'lost, while another content was discarded': true,
  'lost before the ledger': true,
  'lost before the time series': true,
  'lost from the ledger': true,
  'altered in the ledger': true,
  'altered in the time series': true,
  'twice in the time series': true,
  'lost from the archive': true,
} as const;
type Fate = keyof typeof fates;
const fateNames = Object.keys(fates).filter((name): name is Fate => name in fates);

/** An accepted event: in which of the three minutes, what becomes of it, and in which minutes it is POSTed again. */
interface Course {
  readonly minute: number;
  readonly fate: Fate;
  readonly repeatedIn: readonly number[];
}

function holdingsOf(events: readonly HeldEvent[]): Holdings {
  const within = (from: number, to: number) =>
    events.filter(({ receivedAt }) => receivedAt >= from && receivedAt < to);
  return {
    async digests({ from, to }) {
      const digests = new MinuteDigests();
      for (const event of within(from, to)) digests.add(event);
      return digests.list();
    },
    events: async (minute) => within(minute, minute + minuteMs),
  };
}

function eventAt(index: number, minute: number, entryId: string): HeldEvent {
  const receivedAt = new Date(start + minute * minuteMs + index).toISOString();
  return heldEvent(
    factOf({ event: { eventId: `e-${index}`, invoiceId: `INV-${index}` }, entryId, receivedAt }),
  );
}

/** What the audit trail says of the content that was discarded. */
const discardedAs: Partial<Record<Fate, (event: HeldEvent) => { readonly digest?: string }>> = {
  discarded: ({ eventKey }) => ({ digest: eventKey.slice(eventKey.lastIndexOf('#') + 1) }),
  'discarded, as former versions wrote it down': () => ({}),
  'lost, while another content was discarded': () => ({ digest: 'of another content' }),
};

async function world(courses: readonly Course[]) {
  const archive: HeldEvent[] = [];
  const ledger: HeldEvent[] = [];
  const series: HeldEvent[] = [];
  const places = new Map<string, Whereabouts>();
  const records = memoryRecords();
  const held = { ledger: true, series: true };
  for (const [index, { minute, fate, repeatedIn }] of courses.entries()) {
    const event = eventAt(index, minute, `entry-${index}`);
    const altered = { ...event, content: `${event.content}!` };
    archive.push(...(fate === 'lost from the archive' ? [] : [event]));
    for (const [again, of] of repeatedIn.entries())
      archive.push(eventAt(index, of, `entry-${index}-${again}`));
    const discardOf = discardedAs[fate];
    const on = (state: Whereabouts['state']) => void places.set(identityOf(event), { queue: 'q', state });
    const put = ({ ledger: inLedger, series: inSeries }: typeof held) => {
      if (inLedger) ledger.push(fate === 'altered in the ledger' ? altered : event);
      if (inSeries)
        series.push(fate === 'altered in the time series' ? altered : { ...event, entryId: undefined });
    };
    if (fate === 'on its way') on('under-way');
    else if (fate === 'a dead letter') on('dead-lettered');
    else if (discardOf) {
      const { digest } = discardOf(event);
      await records.create('audit', `2026-03-02T10:00:00.000Z#discard#${index}`, {
        ...{ what: 'discard', invoiceId: `INV-${index}`, eventId: `e-${index}`, digest },
      });
    } else if (fate === 'on its way to the time series') {
      on('under-way');
      put({ ledger: true, series: false });
    } else if (fate === 'lost before the time series') put({ ledger: true, series: false });
    else if (fate === 'lost from the ledger') put({ ledger: false, series: true });
    else if (fate !== 'lost before the ledger') put(held);
    if (fate === 'twice in the time series') series.push({ ...event, entryId: undefined });
  }
  return {
    archive: {
      ...holdingsOf(archive),
      span: () => ({ from: 0, to: minutes.to }),
      texts: async () => [],
    },
    ledger: {
      ...holdingsOf(ledger),
      receivedAt: async (event: Pick<HeldEvent, 'invoiceId' | 'eventKey'>) =>
        ledger.find((each) => identityOf(each) === identityOf(event))?.receivedAt,
    },
    timeSeries: holdingsOf(series),
    transit: { whereabouts: async () => places },
    records,
  };
}

const minute = fc.integer({ min: 0, max: 2 });
const course = fc.record({
  minute,
  fate: fc.oneof({ weight: 8, arbitrary: fc.constant<Fate>('visible') }, fc.constantFrom(...fateNames)),
  repeatedIn: fc.constant<number[]>([]),
});
const repeated = fc.record({
  minute,
  fate: fc.constantFrom<Fate>('visible', 'on its way', 'a dead letter', 'discarded'),
  repeatedIn: fc.array(minute, { maxLength: 3 }),
});

describe('Given events with any course', () => {
  test('When reconciled, Then every loss is named, and nothing else is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(course, repeated), { maxLength: 30 }), async (courses) => {
        const result = await reconcile(await world(courses), minutes);
        const named = new Set(result.differences.map(({ invoiceId }) => invoiceId));
        const wanted = courses.flatMap(({ fate }, index) => (fates[fate] ? [`INV-${index}`] : []));
        expect([...named].sort()).toEqual(wanted.sort());
        const { accepted, visible, repeats, underWay, deadLettered, discarded, differences } = result;
        const lost = differences.filter(({ missingFrom }) => !missingFrom.includes('archive')).length;
        expect(visible + repeats + underWay + deadLettered + discarded + lost).toBe(accepted);
      }),
      { numRuns: 300 },
    );
  });

  test('When an event moves on between two looks, Then it is not missed', async () => {
    const ports = await world([{ minute: 0, fate: 'lost before the ledger', repeatedIn: [] }]);
    const arrived = await world([{ minute: 0, fate: 'visible', repeatedIn: [] }]);
    const moving = { ...ports };
    moving.transit = {
      whereabouts: async () => {
        Object.assign(moving, { ledger: arrived.ledger, timeSeries: arrived.timeSeries });
        return new Map();
      },
    };
    expect(await reconcile(moving, minutes)).toMatchObject({ differences: [], visible: 1 });
  });

  test('When minutes agree, Then no event is read', async () => {
    const ports = await world([{ minute: 0, fate: 'visible', repeatedIn: [] }]);
    const unread = { ...ports.timeSeries, events: () => Promise.reject(new Error('read')) };
    expect(await reconcile({ ...ports, timeSeries: unread }, minutes)).toMatchObject({ visible: 1 });
  });
});

describe('Given an acceptance that two places hold under different keys', () => {
  const archived = eventAt(1, 0, 'entry');
  const other = { ...archived, eventKey: 'e-1#other', content: 'other' };

  test.each([
    ['archive', archived, 'ledger'],
    ['ledger', other, 'archive'],
  ])('When the time series agrees with the %s, Then the other is altered', (_, inSeries, altered) => {
    const held = { archive: [archived], ledger: [other], 'time series': [inSeries] };
    expect(compareHoldings(held)).toMatchObject([{ event: inSeries, missingFrom: [], altered: [altered] }]);
  });
});

describe('Given a window that cannot be accounted for', () => {
  test.each([
    [{ from: start, to: start }, 'WINDOW_NOT_WHOLE'],
    [{ from: start + 1, to: minutes.to }, 'WINDOW_NOT_WHOLE'],
    [{ from: start - 20 * minuteMs, to: start }, 'WINDOW_TOO_LONG'],
    [{ from: start, to: minutes.to + minuteMs }, 'WINDOW_OPEN'],
  ])('When %j is asked for, Then it is refused', async (window, code) => {
    await expect(reconcile(await world([]), window)).rejects.toMatchObject({ code });
  });

  test('When the archive has expired, Then it is refused', async () => {
    const ports = await world([]);
    const archive = { ...ports.archive, span: () => ({ from: start + minuteMs, to: minutes.to }) };
    await expect(reconcile({ ...ports, archive }, minutes)).rejects.toMatchObject({ code: 'WINDOW_EXPIRED' });
  });
});

/** Snapshots of which some are wrong, and what was asked about them. */
function snapshotsWith(wrong: readonly string[]) {
  const asked: Parameters<Snapshots['check']>[] = [];
  const snapshots: Snapshots = {
    async check(...question) {
      asked.push(question);
      return wrong;
    },
  };
  return { snapshots, asked };
}

describe('Given a time series that keeps snapshots', () => {
  test.each([false, true])('When a window is reconciled, Then each is projected (%s)', async (putBack) => {
    const { snapshots, asked } = snapshotsWith(['INV-7']);
    const [clock, ports] = [{ now: () => minutes.to }, await world([])];
    const service = reconcileService(
      { ...ports, snapshots, clock, putBack: { resend: async () => {} } },
      { prefix: '', partitions: [] },
    );
    expect(await service.reconcile(minutes, { putBack })).toMatchObject({
      ...{ differences: [], snapshots: ['INV-7'] },
    });
    expect(asked).toEqual([[minutes, { thorough: true, putRight: putBack }]]);
  });
});

describe('Given rounds of reconciling', () => {
  const cell = { prefix: '', partitions: [{ name: 'ingestion', stage: 'ingestion' }] } as const;

  const pace = { intervalMs: 0, maxMinutes: 15, maxAgain: 60, budgetMs: minuteMs };

  /** A round over a world, as of so many of its minutes. */
  async function round(
    of: Awaited<ReturnType<typeof world>> & { readonly snapshots?: Snapshots },
    records: Records,
    to: number,
  ) {
    const log = memoryLog();
    const resent: string[] = [];
    const ports = {
      ...{ ...of, records, log, clock: { now: () => to } },
      archive: {
        ...of.archive,
        span: () => ({ from: 0, to }),
        texts: async () => ['{"detail":{"stage":"ingestion"}}'],
      },
      putBack: { resend: async (_: string, events: readonly string[]) => void resent.push(...events) },
    };
    const { differences, provedTo } = await patrol(ports, cell, pace);
    provedToIn.push(provedTo);
    return { named: differences.map(({ invoiceId }) => invoiceId), resent, codes: log.codes };
  }
  /** Up to when all was at an end after each round. */
  const provedToIn: number[] = [];
  const one = (fate: Fate) => world([{ minute: 1, fate, repeatedIn: [] }]);

  test('When they go on, Then each minute is looked at, and a loss is put back', async () => {
    const [records, lost] = [memoryRecords(), await one('lost before the ledger')];
    expect(await round(lost, records, start)).toMatchObject({ named: [] });
    expect(await round(lost, records, start + minuteMs)).toMatchObject({ named: [] });
    expect(await round(lost, records, start + 2 * minuteMs)).toEqual({
      named: ['INV-0'],
      resent: [expect.stringContaining('"replay-name":"invoice-back-')],
      codes: ['EVENTS_UNACCOUNTED'],
    });
    expect(await round(lost, records, start + 3 * minuteMs)).toMatchObject({ named: ['INV-0'] });
    expect(await round(await one('visible'), records, start + 3 * minuteMs)).toMatchObject({ named: [] });
    expect(await round(lost, records, start + 3 * minuteMs)).toMatchObject({ named: [] });
  });

  test('When a dead letter is lost later, Then its minute is still looked at', async () => {
    const records = memoryRecords();
    await round(await one('a dead letter'), records, start);
    expect(await round(await one('a dead letter'), records, minutes.to)).toMatchObject({ named: [] });
    expect(await round(await one('a dead letter'), records, minutes.to)).toMatchObject({ named: [] });
    const lost = await one('lost before the ledger');
    expect(await round(lost, records, minutes.to)).toMatchObject({ named: ['INV-0'] });
  });

  test.each(['a dead letter', 'on its way', 'lost before the ledger'] as const)(
    'When an event is %s, Then nothing is proved beyond its minute',
    async (fate) => {
      const [records, held] = [memoryRecords(), await one(fate)];
      provedToIn.length = 0;
      for (const to of [start, start + minuteMs, minutes.to, minutes.to]) await round(held, records, to);
      await round(await one('visible'), records, minutes.to);
      const minuteOfEvent = start + minuteMs;
      expect(provedToIn).toEqual([start, minuteOfEvent, minuteOfEvent, minuteOfEvent, minutes.to]);
    },
  );

  test('When the next round is not due, Then no more is proved than before', async () => {
    const [records, whole] = [memoryRecords(), await one('visible')];
    await round(whole, records, start);
    const ports = {
      ...{ ...whole, records, log: memoryLog(), clock: { now: () => start + minuteMs } },
      archive: { ...whole.archive, span: () => ({ from: 0, to: start + minuteMs }), texts: async () => [] },
      putBack: { resend: async () => {} },
    };
    expect(await patrol(ports, cell, { ...pace, intervalMs: 5 * minuteMs })).toMatchObject({
      provedTo: start,
    });
    expect(await patrol(ports, cell, pace)).toMatchObject({ provedTo: start + minuteMs });
  });

  test('When snapshots are lost, Then those of each minute are replaced, and it is said', async () => {
    const [records, whole] = [memoryRecords(), await one('visible')];
    const { snapshots, asked } = snapshotsWith(['INV-0']);
    expect(await round({ ...whole, snapshots }, records, start)).toMatchObject({ codes: [] });
    const ended = await round({ ...whole, snapshots }, records, start + 2 * minuteMs);
    expect(ended).toMatchObject({ named: [], codes: ['SNAPSHOTS_REPLACED'] });
    expect(asked).toEqual([
      [
        { from: start, to: start + 2 * minuteMs },
        { thorough: false, putRight: true },
      ],
    ]);
    const fine = snapshotsWith([]).snapshots;
    expect(await round({ ...whole, snapshots: fine }, records, minutes.to)).toMatchObject({ codes: [] });
  });

  test('When the archive has expired, Then an old minute is given up', async () => {
    const records = memoryRecords();
    await records.create('reconciliation', 'minute#1969-12-31T23:59:00.000Z', {});
    await round(await one('visible'), records, start);
    expect(await records.list('reconciliation', { limit: 9 })).toMatchObject([{ key: 'through' }]);
  });
});
