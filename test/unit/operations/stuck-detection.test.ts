import ajvDraft04 from 'ajv-draft-04';
import ajvFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { Bus, OperationsEvent } from '../../../functions/core/ports.ts';
import { announcementSchemas, announcementTypes } from '../../../schemas/announcements.ts';
import { sampleHead } from '../../contract/samples.ts';
import { sized } from '../../long-run.ts';
import { countingRecords, dayMinutes, heardOf, minuteMs, start, stuckWorld } from './stuck-world.ts';

const ajv = new ajvDraft04.default({ strict: false });
ajvFormats.default(ajv);

/** What is wrong with an announcement by the schema of its type. */
function schemaErrors({ detailType, detail }: { detailType: string; detail: unknown }) {
  const type = announcementTypes.find((known) => known === detailType);
  if (!type) return `unknown type ${detailType}`;
  const validate = ajv.compile({ ...announcementSchemas[type], additionalProperties: false });
  return validate(detail) ? undefined : validate.errors;
}

/** A world with an invoice in authorization since minute 0: five days. */
async function waitingWorld() {
  const world = stuckWorld();
  await world.happen('INV-1', 'authorization', 'pending', 0, { vendor: { id: 'V-9' } });
  return world;
}

/** The same, a minute past the deadline, and announced. */
async function stuckAndAnnounced() {
  const world = await waitingWorld();
  world.at(5 * dayMinutes + 1);
  await world.detect();
  const [stuck] = world.heard();
  return { ...world, stuckId: stuck?.id };
}

describe('Given an invoice that waits', () => {
  test('When its deadline comes, Then it is announced in the minute after, once', async () => {
    const world = await waitingWorld();
    world.at(5 * dayMinutes);
    expect(await world.detect()).toMatchObject({ announced: 0, counts: { authorization: 0 } });

    world.at(5 * dayMinutes + 1);
    expect(await world.detect()).toMatchObject({ announced: 1, counts: { authorization: 1 } });
    const [stuck, ...others] = world.heard();
    expect(others).toEqual([]);
    expect(stuck).toMatchObject({
      detailType: 'InvoiceStuck',
      detail: {
        ...{ invoiceId: 'INV-1', stage: 'authorization', status: 'pending', waitsFor: 'approval' },
        ...{ amount: '1000.00', currency: 'EUR', vendorId: 'V-9' },
        waitsSince: '2026-03-02T08:00:00.000Z',
        deadline: '2026-03-07T08:00:00.000Z',
        detectedAt: '2026-03-07T08:01:00.000Z',
      },
    });
    expect(stuck && schemaErrors(stuck)).toBeUndefined();
  });

  test('When it stays stuck for days, Then nothing is announced and nothing written', async () => {
    const world = await stuckAndAnnounced();
    const { records, writes } = countingRecords(world.records);
    for (let day = 6; day < 20; day++) {
      world.at(day * dayMinutes);
      expect(await world.detect({ records })).toMatchObject({ announced: 0, counts: { authorization: 1 } });
    }
    expect(writes()).toBe(0);
    expect(world.heard()).toEqual([]);
  });
});

describe('Given an invoice that was announced as stuck', () => {
  test.each([
    ['paid in full', 'posting', 'paid', {}, 'settled'],
    ['denied', 'authorization', 'denied', {}, 'closed'],
    ['scheduled', 'posting', 'scheduled', {}, 'moved'],
  ] as const)(
    'When it is %s, Then the end of it is announced, once',
    async (_, stage, status, event, reason) => {
      const { stuckId, ...world } = await stuckAndAnnounced();
      await world.happen('INV-1', stage, status, 5 * dayMinutes + 5, event);
      world.at(5 * dayMinutes + 6);
      expect(await world.detect()).toMatchObject({ withdrawn: 1, announced: 0 });
      await world.detect();
      const [unstuck, ...others] = world.heard();
      expect(others).toEqual([]);
      expect(unstuck).toMatchObject({
        detailType: 'InvoiceUnstuck',
        detail: { stuckId, invoiceId: 'INV-1', stage, status, reason },
      });
      expect(unstuck && schemaErrors(unstuck)).toBeUndefined();
      expect(await world.records.list('stuck', { limit: 10 })).toEqual([]);
    },
  );

  test('When it begins its stage anew, Then it may be stuck again', async () => {
    const { stuckId, ...world } = await stuckAndAnnounced();
    await world.happen('INV-1', 'authorization', 'denied', 5 * dayMinutes + 2);
    await world.happen('INV-1', 'authorization', 'pending', 5 * dayMinutes + 3);
    world.at(5 * dayMinutes + 4);
    await world.detect();
    expect(world.heard()).toMatchObject([
      {
        detailType: 'InvoiceUnstuck',
        detail: { reason: 'rescheduled', deadline: '2026-03-12T08:03:00.000Z' },
      },
    ]);
    world.at(10 * dayMinutes + 4);
    await world.detect();
    const [again] = world.heard();
    expect(again).toMatchObject({ detailType: 'InvoiceStuck' });
    expect(again?.id).not.toBe(stuckId);
  });

  test('When the index of deadlines loses sight of it, Then nothing is announced', async () => {
    const world = await stuckAndAnnounced();
    await world.detect({ ledger: { ...world.ledger, overdue: async () => [] } });
    expect(world.heard()).toEqual([]);
    await world.detect();
    expect(world.heard()).toEqual([]);
  });
});

describe('Given an index of deadlines that is behind', () => {
  test('When the invoice has moved on meanwhile, Then it is not announced', async () => {
    const world = await waitingWorld();
    const behind = await world.ledger.overdue(start + 6 * dayMinutes * minuteMs, 10);
    const ledger = { ...world.ledger, overdue: async () => behind };
    world.at(5 * dayMinutes + 1);
    await world.happen('INV-1', 'posting', 'scheduled', 5 * dayMinutes);
    expect(await world.detect({ ledger })).toMatchObject({ announced: 0, stuck: [] });
    await world.detect();
    expect(world.heard()).toEqual([]);
    expect(await world.records.list('stuck', { limit: 10 })).toEqual([]);
  });
});

describe('Given deadlines that are changed', () => {
  const longer = [
    { stage: 'authorization', days: 9 } as const,
    ...usualStageDeadlines.filter(({ stage }) => stage !== 'authorization'),
  ];

  test('When an invoice has longer now, Then it is stuck by the new deadline', async () => {
    const world = await waitingWorld();
    world.deadlines(longer);
    const { records, writes } = countingRecords(world.records);
    for (let day = 6; day <= 9; day++) {
      world.at(day * dayMinutes);
      expect(await world.detect({ records })).toMatchObject({ announced: 0, stuck: [] });
    }
    expect(writes()).toBe(1);
    world.at(9 * dayMinutes + 1);
    expect(await world.detect({ records })).toMatchObject({ announced: 1 });
    expect(world.heard()).toMatchObject([{ detail: { deadline: '2026-03-11T08:00:00.000Z' } }]);
  });

  test('When a spared invoice moves on, Then nobody hears of it', async () => {
    const world = await waitingWorld();
    world.deadlines(longer);
    world.at(6 * dayMinutes);
    await world.detect();
    await world.happen('INV-1', 'posting', 'scheduled', 6 * dayMinutes);
    await world.detect();
    expect(world.heard()).toEqual([]);
    expect(await world.records.list('stuck', { limit: 10 })).toEqual([]);
  });
});

describe('Given a bus that takes only a part', () => {
  test('When it refuses some, Then exactly those are announced by the next run', async () => {
    const world = stuckWorld();
    for (let i = 0; i < 25; i++) await world.happen(`INV-${i}`, 'authorization', 'pending', 0);
    world.at(5 * dayMinutes + 1);
    const taken: OperationsEvent[] = [];
    const bus: Bus = {
      async announce(announcements) {
        taken.push(...announcements.filter((_, index) => index % 2 === 0));
        return announcements.flatMap((_, index) =>
          index % 2
            ? [{ index, error: Object.assign(new Error('Slow down'), { name: 'ThrottlingException' }) }]
            : [],
        );
      },
    };
    const { refused, announced } = await world.detect({ bus });
    expect([announced, refused.length]).toEqual([13, 12]);
    world.at(5 * dayMinutes + 2);
    expect(await world.detect()).toMatchObject({ announced: 12, refused: [] });
    const ids = [...taken.map(heardOf), ...world.heard()].map(({ invoiceId }) => invoiceId);
    expect(ids.toSorted()).toEqual([...Array(25).keys()].map((i) => `INV-${i}`).sort());
  });
});

const openInvoices = sized(10_000, 100_000);
const becomeStuck = openInvoices / 100;

describe(`Given ${openInvoices} open invoices`, () => {
  test('When some become stuck, Then each is announced within a minute, and no other', async () => {
    const world = stuckWorld();
    const open = Array.from({ length: openInvoices - becomeStuck }, (_, i) =>
      sampleHead({ invoiceId: `OPEN-${i}`, waitsFor: 'validation', deadline: '2026-06-01T00:00:00.000Z' }),
    );
    await Promise.all(open.map((head) => world.ledger.saveHead(head)));
    // Their deadlines are spread over the half hour that begins a day after minute 0.
    for (let i = 0; i < becomeStuck; i++) await world.happen(`INV-${i}`, 'ingestion', 'received', i % 30);

    const delays = new Map<string, number>();
    for (let minute = dayMinutes - 2; minute <= dayMinutes + 31; minute++) {
      // The schedule is not on the minute of the deadlines.
      world.at(minute + 0.5);
      expect(await world.detect()).toMatchObject({ withdrawn: 0, refused: [], failed: [], capped: false });
      for (const { detailType, invoiceId, detail } of world.heard()) {
        expect(detailType).toBe('InvoiceStuck');
        expect(delays.has(invoiceId)).toBe(false);
        delays.set(invoiceId, world.now() - Date.parse(String(detail.deadline)));
      }
    }
    expect(delays.size).toBe(becomeStuck);
    expect([...delays.keys()].filter((invoiceId) => !invoiceId.startsWith('INV-'))).toEqual([]);
    expect(Math.min(...delays.values())).toBeGreaterThan(0);
    expect(Math.max(...delays.values())).toBeLessThanOrEqual(minuteMs);
  }, 60_000);
});
