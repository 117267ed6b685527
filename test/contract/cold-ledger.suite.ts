import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Shelf } from '../../functions/core/cold/shelf.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { Ledger, Records } from '../../functions/core/ports.ts';
import { readInvoiceHistory } from '../../operations/invoice-history.ts';
import { letGo } from '../../operations/letting-go/let-go.ts';
import { sampleFact } from './samples.ts';

const day = 86_400_000;

/** A ledger that lets go, under a clock that the suite moves. */
export interface ColdLedgerUnderTest {
  readonly ledger: Ledger;
  readonly shelf: Shelf;
  readonly records: Records;
  readonly clock: { time: number; now(): number };
  /** How many facts of the invoice the hot ledger holds itself. */
  hotFacts(invoiceId: string): Promise<number>;
  close(): Promise<void>;
}

/** What every ledger must do that lets settled invoices go; the tests follow each other. */
export function coldLedgerContract(name: string, makeLedger: () => Promise<ColdLedgerUnderTest>): void {
  describe(`${name} as a ledger that lets go`, () => {
    let subject: ColdLedgerUnderTest;
    const before = new Map<string, string>();
    beforeAll(async () => {
      subject = await makeLedger();
    });
    afterAll(() => subject?.close());

    const take = async (fact: Fact) => {
      const outcome = await subject.ledger.append(fact, JSON.stringify(fact));
      await subject.ledger.saveHead(project(await subject.ledger.facts(fact.event.invoiceId)));
      return outcome;
    };
    const historyOf = async (invoiceId: string) =>
      JSON.stringify(
        await readInvoiceHistory(
          { ledger: subject.ledger, records: subject.records, stageDeadlines: usualStageDeadlines },
          invoiceId,
        ),
      );
    const eventOf = (invoiceId: string, eventId: string, event: Partial<Fact['event']> = {}) =>
      sampleFact({
        stage: event.status === 'paid' ? 'posting' : 'ingestion',
        receivedAt: new Date(subject.clock.time).toISOString(),
        entryId: `entry-${eventId}-${subject.clock.time}`,
        event: { invoiceId, eventId, ...event },
      });
    const run = () => letGo(subject, { hotDays: 90, until: subject.clock.time + day });
    const leave = async () => {
      await run();
      await run();
      subject.clock.time += day;
      return run();
    };

    const ids = ['INV-1', 'a#b', 'é/発票 💶', ' a'];
    const open = 'INV-open';

    test('When the hot time is not over, Then nothing leaves', async () => {
      for (const invoiceId of ids) {
        await take(eventOf(invoiceId, 'evt-1', { attributes: { b: 'ü', a: '"' } }));
        await take(eventOf(invoiceId, 'evt-2', { status: 'paid', occurredAt: '2026-03-05T10:00:00+01:00' }));
        before.set(invoiceId, await historyOf(invoiceId));
      }
      await take(eventOf(open, 'evt-1'));
      const listed = async (before: number) =>
        (await subject.shelf.settled(before, 9)).map(({ invoiceId }) => invoiceId).toSorted();
      // All came at one moment: before it nothing was settled, and what is open is never listed.
      expect(await listed(subject.clock.time)).toEqual([]);
      expect(await listed(subject.clock.time + 1)).toEqual(ids.toSorted());
      subject.clock.time += 89 * day;
      expect(await leave()).toMatchObject({ copied: 0, removed: 0 });
      expect(await subject.hotFacts('INV-1')).toBe(2);
    });

    test('When it is over, Then settled invoices leave and say what they said', async () => {
      subject.clock.time += day;
      await leave();
      for (const invoiceId of ids) {
        expect(await subject.hotFacts(invoiceId)).toBe(0);
        expect(await historyOf(invoiceId)).toBe(before.get(invoiceId));
        expect(await subject.ledger.head(invoiceId)).toEqual(project(await subject.ledger.facts(invoiceId)));
      }
      expect(await subject.hotFacts(open)).toBe(1);
    });

    test('When nothing is new, Then further runs do nothing', async () => {
      expect(await leave()).toMatchObject({ copied: 0, removed: 0 });
    });

    test('When a known event comes again, Then the first acceptance stays', async () => {
      await take(eventOf('INV-1', 'evt-1', { attributes: { b: 'ü', a: '"' } }));
      expect(await historyOf('INV-1')).toBe(before.get('INV-1'));
      await leave();
      expect(await subject.hotFacts('INV-1')).toBe(0);
      expect(await historyOf('INV-1')).toBe(before.get('INV-1'));
    });

    test('When an event comes late, Then it is added, and leaves in its time', async () => {
      expect(await take(eventOf('a#b', 'evt-3', { status: 'paid', amount: '3.00' }))).toBe('appended');
      const history = await historyOf('a#b');
      expect(JSON.parse(history).events).toHaveLength(3);
      await leave();
      expect(await subject.hotFacts('a#b')).toBeGreaterThan(0);
      subject.clock.time += 91 * day;
      await leave();
      expect(await subject.hotFacts('a#b')).toBe(0);
      expect(await historyOf('a#b')).toBe(history);
    });

    test('When other content comes under a known id, Then it stays, in conflict', async () => {
      await take(eventOf(' a', 'evt-1', { amount: '9.99' }));
      expect(JSON.parse(await historyOf(' a')).head.conflicts).toEqual(['evt-1']);
      subject.clock.time += 200 * day;
      await leave();
      expect(await subject.hotFacts(' a')).toBeGreaterThan(0);
      expect(JSON.parse(await historyOf(' a')).events).toHaveLength(3);
    });
  });
}
