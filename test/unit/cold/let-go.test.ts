import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awaitsNothing } from '../../../functions/core/cold/awaits-nothing.ts';
import type { ColdStore } from '../../../functions/core/cold/cold-copy.ts';
import type { HotTable } from '../../../functions/core/cold/hot-table.ts';
import { tableShelf } from '../../../functions/core/cold/table-shelf.ts';
import { tieredLedger } from '../../../functions/core/cold/tiered-ledger.ts';
import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { Ledger, Records } from '../../../functions/core/ports.ts';
import { readInvoiceHistory } from '../../../operations/invoice-history.ts';
import { letGo } from '../../../operations/letting-go/let-go.ts';
import { memoryColdStore } from '../../doubles/memory-cold-store.ts';
import { memoryHotTable } from '../../doubles/memory-hot-table.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { factOf } from '../functions/harness.ts';

const hour = 3_600_000;
const day = 24 * hour;
const hotDays = 90;
const start = Date.parse('2026-03-02T09:00:00.000Z');

/** A ledger that lets go, and beside it what one that never does would hold. */
function world(around: { cold?: (cold: ColdStore) => ColdStore } = {}) {
  const clock = { time: start, now: () => clock.time };
  const hot = memoryHotTable();
  const packs = memoryColdStore();
  const model = new Map<string, Map<string, Fact>>();
  const records = memoryRecords(clock);
  const table: HotTable = {
    ...hot,
    async append(fact, text) {
      const outcome = await hot.append(fact, text);
      const facts = model.get(fact.event.invoiceId) ?? new Map<string, Fact>();
      model.set(fact.event.invoiceId, facts);
      if (!facts.has(factKey(fact))) facts.set(factKey(fact), fact);
      return outcome;
    },
  };
  const cold = around.cold?.(packs) ?? packs;
  const never: Pick<Ledger, 'facts'> = {
    facts: async (invoiceId) => [...(model.get(invoiceId)?.values() ?? [])],
  };
  const ledger = tieredLedger(table, cold);
  return {
    ...{ clock, hot, table, packs, records, ledger, never },
    /** As a processor takes an event. */
    async take(fact: Fact, on: Ledger = ledger, savesHead = true) {
      await on.append(fact);
      const head = project(await on.facts(fact.event.invoiceId));
      if (savesHead) await on.saveHead(head);
    },
    run: () =>
      letGo(
        { shelf: tableShelf({ table, cold, records, clock }), records, clock },
        { hotDays, until: clock.time + 50_000 },
      ),
    history: (from: Pick<Ledger, 'facts'>, invoiceId: string) =>
      readInvoiceHistory({ ledger: from, records, stageDeadlines: usualStageDeadlines }, invoiceId),
  };
}

type World = ReturnType<typeof world>;

const at = (ms: number) => new Date(ms).toISOString();

function event(invoiceId: string, eventId: string, time: number, over: Partial<Fact['event']> = {}): Fact {
  const status = over.status ?? 'received';
  const stage = status === 'received' ? 'ingestion' : 'posting';
  return factOf({
    stage,
    receivedAt: at(time),
    entryId: `entry-${eventId}-${time}`,
    event: { invoiceId, eventId, occurredAt: at(start), ...over, status },
  });
}

/** Takes an invoice from its receipt to its payment, and lets the hot time pass. */
async function settled(of: World, invoiceId = 'INV-1') {
  await of.take(event(invoiceId, 'evt-1', of.clock.time));
  await of.take(event(invoiceId, 'evt-2', of.clock.time + 1, { status: 'paid' }));
  of.clock.time += (hotDays + 1) * day;
}

/** Runs until everything that is due has left. */
async function leave(of: World) {
  await of.run();
  await of.run();
  of.clock.time += hour;
  await of.run();
}

describe('Given a settled invoice whose hot time is over', () => {
  test('When it has left, Then its history is to the byte what it was', async () => {
    const cell = world();
    await settled(cell);
    const before = JSON.stringify(await cell.history(cell.ledger, 'INV-1'));
    await leave(cell);
    expect(cell.hot.size()).toBe(0);
    expect(JSON.stringify(await cell.history(cell.ledger, 'INV-1'))).toBe(before);
    expect(await cell.ledger.head('INV-1')).toEqual(project(await cell.never.facts('INV-1')));
  });

  test('When its copy has stood for less than an hour, Then nothing is removed', async () => {
    const cell = world();
    await settled(cell);
    await cell.run();
    await cell.run();
    cell.clock.time += hour - 1;
    expect(await cell.run()).toMatchObject({ removed: 0 });
    expect(cell.hot.size()).toBe(2);
    cell.clock.time += 1;
    expect(await cell.run()).toMatchObject({ removed: 2 });
  });

  test('When the archive gives back something else, Then nothing is marked or removed', async () => {
    let broken = true;
    const damaged = (cold: ColdStore): ColdStore => ({
      ...cold,
      async read(pack, part) {
        const bytes = Uint8Array.from(await cold.read(pack, part));
        if (broken) bytes[bytes.length - 12] = (bytes[bytes.length - 12] ?? 0) ^ 1;
        return bytes;
      },
    });
    const cell = world({ cold: damaged });
    await settled(cell);
    await expect(cell.run()).rejects.toMatchObject({ code: 'COLD_COPY_DAMAGED' });
    expect(await cell.hot.markOf('INV-1')).toBeUndefined();
    broken = false;
    await leave(cell);
    expect(cell.hot.size()).toBe(0);
    broken = true;
    await expect(cell.ledger.facts('INV-1')).rejects.toMatchObject({ code: 'COLD_COPY_DAMAGED' });
  });

  test('When repeat, correction and conflict come late, Then all is as if hot', async () => {
    const cell = world();
    await settled(cell);
    await leave(cell);
    await cell.take(event('INV-1', 'evt-1', cell.clock.time));
    await cell.take(event('INV-1', 'evt-3', cell.clock.time, { amount: '7.00', status: 'paid' }));
    await cell.take(event('INV-1', 'evt-2', cell.clock.time, { status: 'paid', amount: '9.99' }));
    const history = await cell.history(cell.ledger, 'INV-1');
    expect(history).toEqual(await cell.history(cell.never, 'INV-1'));
    expect(history?.events.find(({ event }) => event.eventId === 'evt-1')?.receivedAt).toBe(at(start));
    expect(history?.head.conflicts).toEqual(['evt-2']);
    // An open conflict keeps it hot, however old it gets.
    cell.clock.time += 10 * hotDays * day;
    await leave(cell);
    expect(cell.hot.size()).toBe(3);
  });

  test('When only a repeat came, Then it leaves again and the copy stays', async () => {
    const cell = world();
    await settled(cell);
    await leave(cell);
    const mark = await cell.hot.markOf('INV-1');
    await cell.take(event('INV-1', 'evt-1', cell.clock.time));
    expect(cell.hot.size()).toBe(1);
    await leave(cell);
    expect(cell.hot.size()).toBe(0);
    expect(await cell.hot.markOf('INV-1')).toEqual(mark);
    expect(await cell.history(cell.ledger, 'INV-1')).toEqual(await cell.history(cell.never, 'INV-1'));
  });
});

describe('Given an invoice that is not through', () => {
  test('When any time passes, Then it stays hot', async () => {
    const cell = world();
    await cell.take(event('INV-open', 'evt-1', cell.clock.time));
    await cell.take(event('INV-young', 'evt-1', cell.clock.time + 30 * day));
    await cell.take(event('INV-young', 'evt-2', cell.clock.time + 30 * day, { status: 'paid' }));
    cell.clock.time += (hotDays + 29) * day;
    expect((await cell.table.settled(cell.clock.time, 9)).map(({ invoiceId }) => invoiceId)).toEqual([
      'INV-young',
    ]);
    await leave(cell);
    expect(cell.hot.size()).toBe(3);
    expect(cell.packs.packs.size).toBe(0);
  });
});

describe('Given a settled invoice of which more is known than its head says', () => {
  const due = start + hotDays * day;
  /** A processor appended the event and died before it saved the head, which still says that all is settled. */
  async function copiedWith(unsaved: Fact) {
    const cell = world();
    await cell.take(event('INV-1', 'evt-1', start - 2 * day));
    await cell.take(event('INV-1', 'evt-2', start - day, { status: 'paid' }));
    await cell.take(unsaved, cell.ledger, false);
    cell.clock.time = due;
    const [listed] = await cell.table.settled(due - hotDays * day, 9);
    expect(listed).toEqual({ invoiceId: 'INV-1', updatedAt: at(start - day) });
    expect(await cell.table.settled(start - day, 9)).toEqual([]);
    const { copied } = await cell.run();
    expect(await cell.hot.markOf('INV-1')).toEqual(copied === 0 ? undefined : expect.anything());
    return copied;
  }
  const paidAgain = { status: 'paid' } as const;

  test('When that came a moment before the hot time, Then it leaves', async () => {
    expect(await copiedWith(event('INV-1', 'evt-3', start - 1, paidAgain))).toBe(1);
  });

  test.each([0, 1, hotDays * day - 1])(
    'When that came %i ms into the hot time, Then it stays',
    async (ms) => {
      expect(await copiedWith(event('INV-1', 'evt-3', start + ms, paidAgain))).toBe(0);
    },
  );

  test('When that contradicts what is there, Then it stays, however old', async () => {
    expect(await copiedWith(event('INV-1', 'evt-2', start - 1, { ...paidAgain, amount: '9.99' }))).toBe(0);
  });

  test('When that takes the payment back, Then it stays, however old', async () => {
    const reopened = { status: 'failed', occurredAt: at(start + hour) } as const;
    expect(await copiedWith(event('INV-1', 'evt-3', start - 1, reopened))).toBe(0);
  });
});

describe('Given a pack whose hour is nearly over', () => {
  test('When it is to be cleared again, Then the hour begins anew', async () => {
    const cell = world();
    await settled(cell);
    await cell.run();
    await cell.run();
    cell.clock.time += hour - 60_000;
    // A repeat: the ledger has it, and the head of the invoice stands again.
    await cell.take(event('INV-1', 'evt-1', start));
    await cell.run();
    cell.clock.time += 60_000;
    expect(await cell.run()).toMatchObject({ removed: 0 });
    cell.clock.time += hour - 1;
    expect(await cell.run()).toMatchObject({ removed: 0 });
    cell.clock.time += 1;
    expect(await cell.run()).toMatchObject({ removed: 2 });
    expect(await cell.history(cell.ledger, 'INV-1')).toEqual(await cell.history(cell.never, 'INV-1'));
  });
});

describe('Given invoices of more facts than fit into one pack', () => {
  test('When they leave, Then each is in one pack, and none is too large', async () => {
    const factsEach = 8_000;
    const packs: (readonly string[])[] = [];
    const ids = ['INV-1', 'INV-2', 'INV-3', 'INV-4', 'INV-5'];
    let asked = 0;
    const run = await letGo(
      {
        shelf: {
          settled: async () =>
            asked++ === 0 ? ids.map((invoiceId) => ({ invoiceId, updatedAt: at(start) })) : [],
          read: async (invoiceId) => ({
            facts: Array.from({ length: factsEach }, () =>
              event(invoiceId, 'evt-1', start, { status: 'paid' }),
            ),
          }),
          copy: async (invoices) => {
            if (invoices.length > 0) packs.push(invoices.map(({ invoiceId }) => invoiceId));
            return invoices.length;
          },
          clear: async () => 0,
        },
        records: memoryRecords({ now: () => start }),
        clock: { now: () => start + 200 * day },
      },
      { hotDays, until: start + 201 * day },
    );
    expect(run).toMatchObject({ copied: ids.length, capped: false });
    expect(packs.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(packs.flat().toSorted()).toEqual(ids);
  });
});

describe('Given a read that misses facts its head knows', () => {
  test('When it stays so, Then there is no answer rather than one with a gap', async () => {
    const cell = world();
    await settled(cell);
    await cell.hot.removeFact('INV-1', factKey(event('INV-1', 'evt-1', start)));
    await expect(cell.ledger.facts('INV-1')).rejects.toMatchObject({ code: 'LEDGER_INCOMPLETE' });
  });
});

/** A run whose marks of an invoice hang until they are let through. */
function hangingRun(cell: World, invoiceId: string) {
  const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
  const table: HotTable = {
    ...cell.table,
    async mark(id, mark, former) {
      if (id === invoiceId) await passed;
      return cell.table.mark(id, mark, former);
    },
  };
  const shelf = tableShelf({ ...cell, table, cold: cell.packs });
  const ended = letGo({ ...cell, shelf }, { hotDays, until: cell.clock.time + day });
  return { ended, pass };
}

describe('Given a run that hangs for hours before it marks', () => {
  test('When its mark lands, Then the hour begins anew', async () => {
    const cell = world();
    await settled(cell, 'INV-1');
    await settled(cell, 'INV-2');
    const late = hangingRun(cell, 'INV-2');
    await setTimeout(20);
    const { clear } = tableShelf({ ...cell, cold: cell.packs });
    const soon = () => cell.clock.time + day;
    expect(await clear(soon())).toBe(0);
    cell.clock.time += hour;
    late.pass();
    await late.ended;
    expect(await clear(soon())).toBe(0);
    cell.clock.time += hour;
    expect(await clear(soon())).toBe(4);
  });

  test('When another has let go of more by then, Then its mark counts for nothing', async () => {
    const cell = world();
    await settled(cell);
    const late = hangingRun(cell, 'INV-1');
    await setTimeout(20);
    await cell.take(event('INV-1', 'evt-3', start + hour, { amount: '2.00', status: 'paid' }));
    await leave(cell);
    expect(cell.hot.size()).toBe(0);
    late.pass();
    await late.ended;
    expect(await cell.history(cell.ledger, 'INV-1')).toEqual(await cell.history(cell.never, 'INV-1'));
  });
});

/** A step of the world; what it begins may go on during the next ones. */
type Step =
  | { readonly kind: 'take'; readonly fact: (now: number) => Fact; readonly savesHead: boolean }
  | { readonly kind: 'look'; readonly invoiceId: string }
  | { readonly kind: 'run'; readonly diesAfter: number }
  | { readonly kind: 'wait'; readonly ms: number };

const invoiceIds = ['INV-1', 'INV-2'];
const takes: fc.Arbitrary<Step> = fc
  .record({
    invoiceId: fc.constantFrom(...invoiceIds),
    number: fc.nat({ max: 4 }),
    status: fc.constantFrom('received' as const, 'paid' as const, 'paid' as const),
    amount: fc.constantFrom('1250.40', '1250.40', '1250.40', '9.99'),
    daysOld: fc.constantFrom(0, 0, 100),
    savesHead: fc.constantFrom(true, true, true, false),
  })
  .map(({ invoiceId, number, status, amount, daysOld, savesHead }) => ({
    kind: 'take',
    fact: (now) => event(invoiceId, `evt-${number}`, now - daysOld * day, { status, amount }),
    savesHead,
  }));
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: takes },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...invoiceIds).map((invoiceId): Step => ({ kind: 'look', invoiceId })),
  },
  {
    weight: 4,
    arbitrary: fc
      .option(fc.nat({ max: 25 }), { nil: Number.POSITIVE_INFINITY })
      .map((diesAfter): Step => ({ kind: 'run', diesAfter })),
  },
  {
    weight: 5,
    arbitrary: fc.constantFrom(60_000, hour, 2 * hour, 91 * day).map((ms): Step => ({ kind: 'wait', ms })),
  },
);

/** The ports of somebody who waits for his turn before every call, and dies after so many. */
function ofActor({ table, packs, records }: World, turn: () => Promise<unknown>, diesAfter: number) {
  let calls = 0;
  const inTurn = async <T>(act: () => Promise<T>): Promise<T> => {
    await turn();
    calls += 1;
    if (calls > diesAfter) throw new Error('died');
    return act();
  };
  const slowTable: HotTable = {
    append: (fact) => inTurn(() => table.append(fact)),
    // A read is not of one moment.
    async read(invoiceId) {
      const first = await inTurn(() => table.read(invoiceId));
      const second = await inTurn(() => table.read(invoiceId));
      const isEarly = ({ event: { eventId } }: Fact) => eventId < 'evt-2';
      const facts = [...first.facts.filter(isEarly), ...second.facts.filter((fact) => !isEarly(fact))];
      return { facts, mark: first.mark, headFacts: first.headFacts };
    },
    saveHead: (head) => inTurn(() => table.saveHead(head)),
    head: (invoiceId) => inTurn(() => table.head(invoiceId)),
    overdue: (now, limit, after) => inTurn(() => table.overdue(now, limit, after)),
    settled: (before, limit) => inTurn(() => table.settled(before, limit)),
    mark: (invoiceId, mark, former) => inTurn(() => table.mark(invoiceId, mark, former)),
    markOf: (invoiceId) => inTurn(() => table.markOf(invoiceId)),
    removeFact: (invoiceId, key) => inTurn(() => table.removeFact(invoiceId, key)),
    removeHead: (head) => inTurn(() => table.removeHead(head)),
  };
  const slowCold: ColdStore = {
    put: (pack, bytes) => inTurn(() => packs.put(pack, bytes)),
    read: (pack, part) => inTurn(() => packs.read(pack, part)),
  };
  const slowRecords: Records = {
    create: (...args) => inTurn(() => records.create(...args)),
    read: (...args) => inTurn(() => records.read(...args)),
    replace: (...args) => inTurn(() => records.replace(...args)),
    remove: (...args) => inTurn(() => records.remove(...args)),
    list: (...args) => inTurn(() => records.list(...args)),
  };
  return { table: slowTable, cold: slowCold, records: slowRecords };
}

describe('Given any events, runs that die, run twice and late, and reads in between', () => {
  test('When all interleave, Then no read differs from a ledger that never lets go', async () => {
    const plans = fc.array(steps, { minLength: 4, maxLength: 30 });
    let left = 0;
    await fc.assert(
      fc.asyncProperty(plans, fc.scheduler(), async (plan, s) => {
        const cell = world();
        const turn = () => s.schedule(Promise.resolve());
        let readers: Promise<void>[] = [];
        const runs: Promise<unknown>[] = [];
        /** An answer has every fact that was there when it was asked for, and each as the first writer wrote it. */
        const look = async (ledger: Pick<Ledger, 'facts'>, invoiceId: string) => {
          const before = await cell.never.facts(invoiceId);
          const seen = await ledger.facts(invoiceId);
          const after = new Map((await cell.never.facts(invoiceId)).map((fact) => [factKey(fact), fact]));
          expect(seen.map(factKey)).toEqual(expect.arrayContaining(before.map(factKey)));
          expect(new Set(seen.map(factKey)).size).toBe(seen.length);
          for (const fact of seen) expect(fact).toEqual(after.get(factKey(fact)));
        };
        for (const step of plan) {
          if (step.kind === 'wait') {
            // Nobody reads for an hour; a run that lets go may hang for as long as it likes.
            await s.waitFor(Promise.all(readers));
            readers = [];
            cell.clock.time += step.ms;
          } else if (step.kind === 'run') {
            const ports = ofActor(cell, turn, step.diesAfter);
            const run = letGo(
              {
                shelf: tableShelf({ ...ports, clock: cell.clock }),
                records: ports.records,
                clock: cell.clock,
              },
              { hotDays, until: cell.clock.time + 91 * day },
            );
            runs.push(run.catch(() => {}));
          } else {
            const ports = ofActor(cell, turn, Number.POSITIVE_INFINITY);
            const ledger = tieredLedger(ports.table, ports.cold);
            if (step.kind === 'look') readers.push(look(ledger, step.invoiceId));
            else readers.push(cell.take(step.fact(cell.clock.time), ledger, step.savesHead));
          }
        }
        await s.waitFor(Promise.all([...readers, ...runs]));
        for (const invoiceId of invoiceIds) {
          await look(cell.ledger, invoiceId);
          expect(JSON.stringify(await cell.history(cell.ledger, invoiceId))).toBe(
            JSON.stringify(await cell.history(cell.never, invoiceId)),
          );
          // Whoever died before saving the head is delivered again.
          const facts = await cell.never.facts(invoiceId);
          for (const fact of facts) await cell.take(fact);
        }
        cell.clock.time += 100 * day;
        await leave(cell);
        await leave(cell);
        for (const invoiceId of invoiceIds) {
          expect(await cell.history(cell.ledger, invoiceId)).toEqual(
            await cell.history(cell.never, invoiceId),
          );
          const history = await cell.history(cell.never, invoiceId);
          if (!history || !awaitsNothing(history.head)) continue;
          left += 1;
          expect((await cell.hot.read(invoiceId)).facts).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
    expect(left).toBeGreaterThan(100);
  });
});
