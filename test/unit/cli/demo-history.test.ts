import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoryPlan, historyOf, measureHistory } from '../../../cli/demo/history.ts';
import type { DemoEvent } from '../../../cli/demo/invoice-events.ts';
import { usualHistoryEvents } from '../../../cli/demo/self-feed.ts';
import { storyAsOf, storyTimes } from '../../../cli/demo/story.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../../functions/core/invoice/head.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import type { MeasureRecord } from '../../../functions/core/measures/measures.ts';
import { measureRecords } from '../../../functions/core/measures/records.ts';
import { sampleFact } from '../../contract/samples.ts';
import { sized } from '../../long-run.ts';
import { expectLifecycle, histories, isValid } from './demo-samples.ts';

const anyPlan: fc.Arbitrary<HistoryPlan> = fc.record({
  seed: fc.nat(),
  events: fc.integer({ min: 200, max: 2_000 }),
  asOf: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
});

/** What is due until the history ends. */
function past(plan: HistoryPlan): DemoEvent[] {
  const events: DemoEvent[] = [];
  for (const entry of historyOf(plan)) {
    if (entry.dueAtMs > Date.parse(plan.asOf)) return events;
    events.push(entry);
  }
  return events;
}

describe('Given any plan of a history', () => {
  it('When it is generated twice, Then both are the same, and no other seed’s', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        expect(past(plan)).toEqual(past(plan));
        const measured = await measureHistory(plan);
        expect(measured).toEqual(await measureHistory(plan));
        expect(measured.total).toBe(past(plan).length);
        const other = await measureHistory({ ...plan, seed: plan.seed + 1 });
        expect(other.fingerprint).not.toBe(measured.fingerprint);
      }),
      { numRuns: sized(2, 10) },
    );
  });

  it('When it ends at another moment of the day, Then what happened before is the same', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const day = plan.asOf.slice(0, 10);
        const byId = (events: readonly DemoEvent[]) =>
          new Map(events.map(({ event }) => [event.eventId, event]));
        const evening = byId(past({ ...plan, asOf: `${day}T20:00:00.000Z` }));
        for (const [id, event] of byId(past({ ...plan, asOf: `${day}T06:00:00.000Z` })))
          expect(evening.get(id)).toEqual(event);
      }),
      { numRuns: sized(2, 10) },
    );
  });

  it('When it is played, Then all is valid and in the order of the lifecycle', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const events = past(plan);
        expect(events.filter((entry) => !isValid(entry))).toEqual([]);
        expect(events.filter(({ dueAtMs, event }) => Date.parse(event.occurredAt) > dueAtMs)).toEqual([]);
        for (const history of histories(events)) expectLifecycle(history);
      }),
      { numRuns: sized(4, 20) },
    );
  });

  it('When it goes on, Then the next events come in the order they are due', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const before = past(plan).length;
        const due = historyOf(plan)
          .drop(before)
          .take(200)
          .map(({ dueAtMs }) => dueAtMs)
          .toArray();
        expect(Math.min(...due)).toBeGreaterThan(Date.parse(plan.asOf));
        expect(due).toEqual(due.toSorted((a, b) => a - b));
      }),
      { numRuns: sized(2, 10) },
    );
  });
});

/** An invoice as the cell sees it. */
interface Invoice {
  readonly events: readonly DemoEvent[];
  readonly facts: readonly Fact[];
  readonly head: InvoiceHead;
}

function invoicesOf(events: readonly DemoEvent[], asOf: string): Invoice[] {
  return [...Map.groupBy(events, ({ event }) => event.invoiceId).values()].map((history) => {
    const facts = history.map(({ stage, event }) => sampleFact({ stage, event, receivedAt: asOf }));
    return { events: history, facts, head: project(facts) };
  });
}

const asOf = '2026-11-27T09:00:00.000Z';
const day = 86_400_000;
const countBy = <T>(items: readonly T[], key: (item: T) => string) =>
  new Map([...Map.groupBy(items, key)].map(([name, group]) => [name, group.length]));
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const atMs = ({ timeNs }: MeasureRecord) => Number(timeNs / 1_000_000n);
const monthOf = (ms: number) => new Date(ms).toISOString().slice(0, 7);

describe('Given the usual history', () => {
  const events = past({ seed: 1, events: usualHistoryEvents, asOf });
  const invoices = invoicesOf(events, asOf);
  const records = invoices.flatMap(({ facts }) => measureRecords(facts));
  const having = (status: string) => records.filter(({ dimensions }) => dimensions.status === status);
  const times = storyTimes(Date.parse(asOf));
  const months = [...countBy(having('received'), (record) => monthOf(atMs(record)))].sort();
  const whole = months.slice(1, -1);

  it('When its events are counted, Then there are about as many as planned', () => {
    expect(events.length).toBeGreaterThan(0.95 * usualHistoryEvents);
    expect(events.length).toBeLessThan(1.05 * usualHistoryEvents);
  });

  it('When its months are compared, Then 13 are whole and they grow', () => {
    expect(whole).toHaveLength(13);
    expect([whole[0]?.[0], whole.at(-1)?.[0]]).toEqual(['2025-10', '2026-10']);
    const sum = (some: typeof whole) => some.reduce((total, [, count]) => total + count, 0);
    expect(sum(whole.slice(-4))).toBeGreaterThan(1.15 * sum(whole.slice(0, 4)));
    const paid = countBy(having('paid'), (record) => monthOf(atMs(record)));
    for (const [month, received] of whole) expect(paid.get(month), month).toBeGreaterThan(0.6 * received);
  });

  it('When its days are compared, Then weekends are quiet and month ends are busy', () => {
    const byWeekday = countBy(having('received'), (record) => `${new Date(atMs(record)).getUTCDay()}`);
    const on = (weekday: number) => byWeekday.get(`${weekday}`) ?? 0;
    expect(on(0) + on(6)).toBeLessThan(0.2 * on(2));
    const approvals = having('approved').filter(({ measures }) => measures.actorType === 'human');
    const atWeekend = approvals.filter((record) => [0, 6].includes(new Date(atMs(record)).getUTCDay()));
    expect(approvals.length).toBeGreaterThan(1_000);
    expect(atWeekend).toEqual([]);
    const byDay = countBy(having('received'), (record) => new Date(atMs(record)).toISOString().slice(0, 10));
    const busiest = [...byDay].sort(([, a], [, b]) => b - a).slice(0, 10);
    for (const [date] of busiest) expect(Number(date.slice(8)), date).toBeGreaterThan(24);
  });

  it('When its vendors are listed, Then countries, currencies and terms are many', () => {
    const distinct = (of: (event: DemoEvent['event']) => string | undefined) =>
      new Set(events.map(({ event }) => of(event))).size;
    expect(distinct(({ vendor }) => vendor.id)).toBeGreaterThanOrEqual(30);
    expect(distinct(({ vendor }) => vendor.id)).toBeLessThanOrEqual(60);
    expect(distinct(({ vendor }) => vendor.country)).toBeGreaterThanOrEqual(6);
    expect(distinct(({ currency }) => currency)).toBeGreaterThanOrEqual(5);
    expect(distinct(({ paymentTerms }) => paymentTerms?.code)).toBeGreaterThanOrEqual(6);
    expect(events.some(({ event }) => event.dueDate !== undefined)).toBe(true);
  });

  it('When payments are compared with due dates, Then one vendor is always paid late', () => {
    const settled = records.filter(({ measures }) => measures.daysLate !== undefined);
    const lateShare = (some: readonly MeasureRecord[]) =>
      some.filter(({ measures }) => Number(measures.daysLate) > 0).length / some.length;
    const isMetals = ({ dimensions, measures }: MeasureRecord) =>
      dimensions.vendorId === 'V-10004' && measures.documentType === undefined;
    expect(lateShare(settled.filter(isMetals))).toBe(1);
    expect(lateShare(settled.filter((record) => !isMetals(record)))).toBeLessThan(0.25);
  });

  it('When approvals are timed, Then they took far longer in one recent month', () => {
    const byPeople = having('approved').filter(({ measures }) => measures.actorType === 'human');
    const hours = [...Map.groupBy(byPeople, (record) => monthOf(atMs(record)))].map(
      ([month, some]) => [month, median(some.map(({ measures }) => Number(measures.approvalMs)))] as const,
    );
    const bottleneck = monthOf(times.bottleneck.fromMs);
    const slow = new Map(hours).get(bottleneck) ?? 0;
    const others = hours.filter(([month]) => month !== bottleneck && whole.some(([name]) => name === month));
    expect(slow).toBeGreaterThan(1.5 * Math.max(...others.map(([, value]) => value)));
  });

  it('When mismatches are counted by day, Then the days of both incidents stand out', () => {
    const byDay = countBy(having('mismatched'), (record) =>
      new Date(atMs(record)).toISOString().slice(0, 10),
    );
    const [worst, former, next] = [...byDay].sort(([, a], [, b]) => b - a);
    const dayOf = ({ fromMs }: { fromMs: number }) => new Date(fromMs).toISOString().slice(0, 10);
    expect([worst?.[0], former?.[0]]).toEqual([dayOf(times.lastIncident), dayOf(times.incident)]);
    expect(former?.[1]).toBeGreaterThan(2.5 * (next?.[1] ?? 0));
  });

  it('When discounts are looked at, Then some are taken and some missed in every month', () => {
    const inMonths = (some: readonly MeasureRecord[]) => countBy(some, (record) => monthOf(atMs(record)));
    const taken = inMonths(records.filter(({ measures }) => measures.discountTaken !== undefined));
    const missed = inMonths(records.filter(({ measures }) => measures.discountMissed !== undefined));
    for (const [month] of whole) {
      expect(taken.get(month), month).toBeGreaterThan(5);
      expect(missed.get(month), month).toBeGreaterThan(5);
    }
    const of = (vendorId: string) => records.filter(({ dimensions }) => dimensions.vendorId === vendorId);
    const missedShare = (some: readonly MeasureRecord[]) =>
      some.filter(({ measures }) => measures.discountMissed !== undefined).length /
      some.filter(({ measures }) => measures.discountMissed ?? measures.discountTaken).length;
    expect(missedShare(of('V-10001'))).toBeLessThan(0.35);
    expect(missedShare(of('V-10003'))).toBeGreaterThan(0.6);
  });

  it('When exceptions are looked for, Then there are all kinds, and most come back', () => {
    for (const status of ['rejected', 'mismatched', 'denied', 'failed'])
      expect(having(status).length, status).toBeGreaterThan(20);
    const denied = invoices.filter((invoice) =>
      invoice.events.some(({ event }) => event.status === 'denied'),
    );
    const back = denied.filter(({ head }) => head.status !== 'denied');
    expect(back.length).toBeGreaterThan(0.4 * denied.length);
    expect(back.length).toBeLessThan(denied.length);
  });

  it('When mismatches are compared, Then two in five of one vendor are at odds', () => {
    const mismatchShare = (some: readonly Invoice[]) =>
      some.filter((invoice) => invoice.events.some(({ event }) => event.status === 'mismatched')).length /
      some.length;
    const isChemicals = ({ head }: Invoice) => head.vendorId === 'V-10007';
    expect(mismatchShare(invoices.filter(isChemicals))).toBeGreaterThan(0.3);
    expect(mismatchShare(invoices.filter((invoice) => !isChemicals(invoice)))).toBeLessThan(0.1);
  });

  it('When documents are counted, Then there are credit notes and payments of a part', () => {
    const notes = invoices.filter(({ head }) => head.documentType === 'credit-note');
    expect(notes.length).toBeGreaterThan(0.01 * invoices.length);
    expect(notes.length).toBeLessThan(0.06 * invoices.length);
    const partly = having('paid').filter(({ measures }) => Number(measures.openAmount) > 0);
    expect(partly.length).toBeGreaterThan(0.01 * invoices.length);
    expect(invoices.filter(({ head }) => head.overpaidAmount !== undefined)).toEqual([]);
  });

  it('When acts are told apart, Then the touchless rate is known, and not extreme', () => {
    const paid = invoices.filter(({ head }) => head.openAmount === '0');
    const actors = paid.map((invoice) => invoice.events.map(({ event }) => event.source?.actor));
    const known = actors.filter((some) => !some.includes(undefined));
    const touchless = known.filter((some) => !some.includes('human'));
    expect(known.length / paid.length).toBeGreaterThan(0.9);
    expect(known.length).toBeLessThan(paid.length);
    expect(touchless.length / known.length).toBeGreaterThan(0.3);
    expect(touchless.length / known.length).toBeLessThan(0.7);
  });

  it('When matching is looked at, Then most invoices have a purchase order, some none', () => {
    const ordered = having('matched').filter(({ measures }) => measures.varianceAmount !== undefined);
    expect(ordered.length).toBeGreaterThan(0.7 * having('matched').length);
    expect(ordered.length).toBeLessThan(0.95 * having('matched').length);
  });
});

describe('Given the month in which approvals are slow', () => {
  const { bottleneck } = storyTimes(Date.parse(asOf));
  const { approvedAt } = storyAsOf(Date.parse(asOf));
  const hour = 3_600_000;
  const { fromMs, toMs } = bottleneck;

  it.each([
    ['before it', fromMs - 50 * hour, 20, 20],
    ['in it', fromMs + 50 * hour, 20, 100],
    ['until it began', fromMs - 10 * hour, 20, 10 + 50],
    ['until it was over', toMs - 50 * hour, 20, 50 + 10],
    ['after it', toMs, 20, 20],
  ])('When something waits %s, Then that takes as long as it should', (_, at, usual, hours) => {
    expect((approvedAt(at, usual * hour) - at) / hour).toBe(hours);
  });
});

describe('Given the present of a history', () => {
  it.each([
    ['a Friday', '2026-11-27T09:00:00.000Z'],
    ['a Sunday', '2026-11-29T22:00:00.000Z'],
    ['the first of a month', '2026-12-01T06:30:00.000Z'],
    ['New Year', '2027-01-01T00:30:00.000Z'],
    ['a leap day', '2028-02-29T12:00:00.000Z'],
  ])('When it ends on %s, Then a handful is stuck, overdue or due soon', (_, end) => {
    const now = Date.parse(end);
    const plan = { seed: 1, events: usualHistoryEvents, asOf: end };
    const open = invoicesOf(past(plan), end).filter(
      ({ head }) => head.openAmount !== '0' && !['rejected', 'denied'].includes(head.status),
    );
    const stuck = open.filter(({ head }) => head.deadline !== undefined && Date.parse(head.deadline) < now);
    expect(stuck.length).toBeGreaterThanOrEqual(8);
    expect(stuck.length).toBeLessThanOrEqual(40);
    const daysLeft = open.map(({ head }) => (Date.parse(head.dueDate ?? '') - now) / day);
    expect(daysLeft.filter((days) => days < -1).length).toBeGreaterThanOrEqual(8);
    expect(daysLeft.filter((days) => days >= 0 && days < 8).length).toBeGreaterThanOrEqual(10);
    expect(open.length).toBeLessThan(400);
  });
});
