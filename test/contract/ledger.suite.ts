import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import type { Ledger, OverdueInvoice } from '../../functions/core/ports.ts';
import { sized } from '../long-run.ts';
import { sampleFact } from './samples.ts';

/** A ledger to be tested and how to let go of it. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  close(): Promise<void>;
}

const byKey = (facts: readonly Fact[]): Fact[] =>
  [...facts].sort((a, b) => (factKey(a) < factKey(b) ? -1 : 1));

/** What every implementation of the `Ledger` port must do; one ledger, empty at first, serves all the tests. */
export function ledgerContract(name: string, makeLedger: () => Promise<LedgerUnderTest>): void {
  describe(`${name} as a ledger`, () => {
    let subject: LedgerUnderTest;
    let ledger: Ledger;
    beforeAll(async () => {
      subject = await makeLedger();
      ledger = subject.ledger;
    });
    afterAll(() => subject?.close());

    describe('Given an unknown invoice', () => {
      test('When asked for, Then it has no facts and no head', async () => {
        expect(await ledger.facts('INV-unknown')).toEqual([]);
        expect(await ledger.head('INV-unknown')).toBeUndefined();
      });
    });

    describe('Given a new fact', () => {
      test('When appended, Then it is read back whole', async () => {
        const fact = sampleFact({
          event: {
            invoiceId: 'INV-whole',
            paymentTerms: { code: '2/10 NET30', netDays: 30, discountPercent: '2', discountDays: 10 },
            source: { system: 'erp', actor: 'human', correlationId: 'c-1' },
            attributes: { plant: 'Łódź', note: 'say "no" \\ or\nnot', empty: '' },
          },
        });
        expect(await ledger.append(fact)).toBe('appended');
        expect(await ledger.facts('INV-whole')).toEqual([fact]);
      });
    });

    describe('Given a stored fact', () => {
      test('When the same event comes in another envelope, Then the first stays', async () => {
        const first = sampleFact({ event: { invoiceId: 'INV-first' } });
        const repeat = { ...first, entryId: 'entry-later', receivedAt: '2026-03-03T00:00:00.000Z' };
        expect(await ledger.append(first)).toBe('appended');
        expect(await ledger.append(repeat)).toBe('present');
        expect(await ledger.facts('INV-first')).toEqual([first]);
      });
    });

    describe('Given an event id', () => {
      test('When it comes again with other content, Then both facts are kept', async () => {
        const first = sampleFact({ event: { invoiceId: 'INV-conflict' } });
        const conflict = sampleFact({ event: { invoiceId: 'INV-conflict', amount: '9.99' } });
        expect(await ledger.append(first)).toBe('appended');
        expect(await ledger.append(conflict)).toBe('appended');
        expect(byKey(await ledger.facts('INV-conflict'))).toEqual(byKey([first, conflict]));
      });
    });

    describe('Given many writers of one fact at once', () => {
      test('When they append, Then exactly one does and the others find what it wrote', async () => {
        const writers = Array.from({ length: 12 }, (_, i) =>
          sampleFact({ entryId: `entry-${i}`, event: { invoiceId: 'INV-race' } }),
        );
        const outcomes = await Promise.all(
          writers.map(async (fact) => ({ fact, outcome: await ledger.append(fact) })),
        );
        const winners = outcomes.filter(({ outcome }) => outcome === 'appended').map(({ fact }) => fact);
        expect(winners).toHaveLength(1);
        expect(await ledger.facts('INV-race')).toEqual(winners);
      });
    });

    describe('Given writers of one invoice at once', () => {
      test('When each reads after its append, Then each sees its own and one sees all', async () => {
        const facts = Array.from({ length: 10 }, (_, i) =>
          sampleFact({ event: { eventId: `evt-${i}`, invoiceId: 'INV-together' } }),
        );
        const seen = await Promise.all(
          facts.map(async (fact) => {
            await ledger.append(fact);
            const read = await ledger.facts('INV-together');
            expect(read).toContainEqual(fact);
            return read.length;
          }),
        );
        expect(Math.max(...seen)).toBe(facts.length);
      });
    });

    describe('Given more facts than one page of any store holds', () => {
      test('When read, Then all are there', async () => {
        const attributes = Object.fromEntries(
          Array.from({ length: 20 }, (_, i) => [`a${i}`, 'x'.repeat(500)]),
        );
        const facts = Array.from({ length: 150 }, (_, i) =>
          sampleFact({ event: { eventId: `evt-${i}`, invoiceId: 'INV-many', attributes } }),
        );
        const outcomes = await Promise.all(facts.map((fact) => ledger.append(fact)));
        expect(new Set(outcomes)).toEqual(new Set(['appended']));
        expect(byKey(await ledger.facts('INV-many'))).toEqual(byKey(facts));
      });
    });

    describe('Given ids that resemble each other', () => {
      test('When read, Then no invoice or event is mistaken for another', async () => {
        const long = 'L'.repeat(128);
        const invoiceIds = [
          'a',
          'a#',
          'a#b',
          'A',
          ' a',
          'a ',
          'é',
          'e\u0301',
          '発票-7',
          '💶'.repeat(64),
          long,
        ];
        const eventIds = ['b', '#b', 'b#', '#', 'é', 'e\u0301', long, '💶'.repeat(64)];
        const facts = invoiceIds.flatMap((invoiceId) =>
          eventIds.map((eventId) => sampleFact({ event: { eventId, invoiceId } })),
        );
        expect(new Set(await Promise.all(facts.map((fact) => ledger.append(fact))))).toEqual(
          new Set(['appended']),
        );
        for (const invoiceId of invoiceIds) {
          const own = facts.filter((fact) => fact.event.invoiceId === invoiceId);
          expect(byKey(await ledger.facts(invoiceId))).toEqual(byKey(own));
          await ledger.saveHead(project(own));
        }
        for (const invoiceId of invoiceIds)
          expect(await ledger.head(invoiceId)).toMatchObject({ invoiceId, eventCount: eventIds.length });
      });
    });

    describe('Given an invoice with facts', () => {
      /** Appends one more fact to the invoice; resolves to the head of all of them, with what is laid over it. */
      const grow = async (facts: Fact[], invoiceId: string, over: Partial<InvoiceHead> = {}) => {
        const fact = sampleFact({ event: { eventId: `evt-${facts.length}`, invoiceId } });
        await ledger.append(fact);
        facts.push(fact);
        return { ...project(facts), ...over };
      };
      const overdueOf = async (invoiceId: string, now: string) =>
        (await ledger.overdue(Date.parse(now), 1_000)).filter((found) => found.invoiceId === invoiceId);

      test('When a head is saved, Then it replaces only one from fewer events', async () => {
        const facts: Fact[] = [];
        const first = await grow(facts, 'INV-head');
        await ledger.saveHead(first);
        expect(await ledger.head('INV-head')).toEqual(first);
        const second = await grow(facts, 'INV-head');
        await ledger.saveHead(second);
        await ledger.saveHead(first);
        expect(await ledger.head('INV-head')).toEqual(second);
      });

      test('When a head is saved, Then it is no fact of it', async () => {
        const facts: Fact[] = [];
        await ledger.saveHead(await grow(facts, 'INV-only-head'));
        expect(await ledger.facts('INV-only-head')).toEqual(facts);
      });

      test('When deadlines have passed, Then they are overdue, oldest first, up to the limit', async () => {
        const deadlineOf = (hour: number) => `1999-05-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
        const hours = [7, 3, 9, 1, 5];
        const saved = hours.map((hour) => ({
          invoiceId: `INV-deadline-${hour} ☂`,
          stage: 'authorization' as const,
          deadline: deadlineOf(hour),
        }));
        await Promise.all(
          saved.map(async (overdue) => ledger.saveHead(await grow([], overdue.invoiceId, overdue))),
        );
        const { deadline: _, ...awaitingNothing } = await grow([], 'INV-no-deadline');
        await ledger.saveHead(awaitingNothing);
        const oldestFirst = saved.toSorted((a, b) => (a.deadline < b.deadline ? -1 : 1));
        expect(await ledger.overdue(Date.parse(deadlineOf(7)), 10)).toEqual(oldestFirst.slice(0, 3));
        expect(await ledger.overdue(Date.parse(deadlineOf(7)) + 1, 10)).toEqual(oldestFirst.slice(0, 4));
        expect(await ledger.overdue(Date.parse(deadlineOf(23)), 2)).toEqual(oldestFirst.slice(0, 2));
        expect(await ledger.overdue(Date.parse(deadlineOf(0)), 10)).toEqual([]);
      });

      test('When read page by page, Then each overdue invoice comes once, oldest first', async () => {
        const deadline = (day: number) => `1996-05-0${day}T00:00:00.000Z`;
        const saved = Array.from({ length: 10 }, (_, i) => ({
          invoiceId: `INV-page-${i}`,
          stage: 'posting' as const,
          deadline: deadline(1 + (i % 3)),
        }));
        await Promise.all(saved.map(async (each) => ledger.saveHead(await grow([], each.invoiceId, each))));
        for (const size of [3, 10]) {
          const read: OverdueInvoice[] = [];
          for (let page = await ledger.overdue(Date.parse(deadline(4)), size); page.length > 0; ) {
            expect(page.length).toBeLessThanOrEqual(size);
            read.push(...page);
            page = await ledger.overdue(Date.parse(deadline(4)), size, page.at(-1));
          }
          expect(read.map((each) => each.deadline)).toEqual(saved.map((each) => each.deadline).sort());
          expect(new Set(read.map((each) => each.invoiceId)).size).toBe(saved.length);
        }
      });

      test('When a later head moves or drops its deadline, Then the former no longer counts', async () => {
        const invoiceId = 'INV-moved-deadline';
        const facts: Fact[] = [];
        const first = await grow(facts, invoiceId, { deadline: '1998-01-01T00:00:00.000Z' });
        await ledger.saveHead(first);
        const deadline = '1998-01-03T00:00:00.000Z';
        await ledger.saveHead(await grow(facts, invoiceId, { stage: 'posting', status: 'failed', deadline }));
        await ledger.saveHead(first);
        expect(await overdueOf(invoiceId, '1998-01-02T00:00:00.000Z')).toEqual([]);
        expect(await overdueOf(invoiceId, '1998-01-04T00:00:00.000Z')).toEqual([
          { invoiceId, stage: 'posting', deadline },
        ]);
        const { deadline: _, ...ended } = await grow(facts, invoiceId);
        await ledger.saveHead(ended);
        expect(await overdueOf(invoiceId, '1998-01-04T00:00:00.000Z')).toEqual([]);
      });

      test('When heads come at once in any order, Then the one from most events stands', async () => {
        let run = 0;
        const orders = fc
          .integer({ min: 2, max: 8 })
          .chain((size) =>
            fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }),
          );
        await fc.assert(
          fc.asyncProperty(orders, async (order) => {
            run += 1;
            const invoiceId = `INV-heads-${run}`;
            const facts: Fact[] = [];
            const heads: InvoiceHead[] = [];
            for (const at of [...order.keys()])
              heads.push(await grow(facts, invoiceId, { deadline: `1997-01-0${at + 1}T00:00:00.000Z` }));
            await Promise.all(order.flatMap((at) => heads[at] ?? []).map((head) => ledger.saveHead(head)));
            expect((await ledger.head(invoiceId))?.eventCount).toBe(order.length);
            expect(await overdueOf(invoiceId, '1997-02-01T00:00:00.000Z')).toEqual([
              { invoiceId, stage: 'ingestion', deadline: `1997-01-0${order.length}T00:00:00.000Z` },
            ]);
          }),
          { numRuns: sized(5, 15) },
        );
      });
    });
  });
}
