import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HeldEvent, identityOf } from '../../functions/core/conservation/held-event.ts';
import { minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import type { ArchiveHoldings, Holdings, LedgerHoldings } from '../../functions/core/conservation/ports.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import { busDetailType, busSource } from '../../functions/core/names.ts';
import { factOf } from '../unit/functions/harness.ts';

/** The stores of a cell as reconciling reads them, and how a test fills them. */
export interface HoldingsUnderTest {
  readonly archive: Omit<ArchiveHoldings, 'span'>;
  readonly ledger: LedgerHoldings;
  readonly timeSeries: Holdings;
  /** The archive takes what the bus took, JSON texts. */
  take(texts: readonly string[]): Promise<void>;
  /** The ledger takes facts. */
  store(facts: readonly Fact[]): Promise<void>;
  /** The time series takes the records of facts. */
  show(facts: readonly Fact[]): Promise<void>;
  /** Makes the row of a fact unreadable. */
  tear(fact: Fact): Promise<void>;
  close(): Promise<void>;
}

/** What the bus hands on of a fact's event. */
export function busText({ entryId, digest: _, ...detail }: Fact, more: object = {}): string {
  return JSON.stringify({
    ...{ version: '0', id: entryId, 'detail-type': busDetailType, source: busSource },
    ...{ account: '000000000000', time: detail.receivedAt, region: 'eu-west-1', resources: [], detail },
    ...more,
  });
}

let made = 0;

/** A fact that no other test knows, received so many ms into a minute. */
export function factAt(minute: number, event: Partial<Fact['event']> = {}, ms = 1_234): Fact {
  made += 1;
  const receivedAt = new Date(minute + ms).toISOString();
  return factOf({
    ...{ entryId: `entry-${made}`, receivedAt },
    event: { eventId: `e-${made}`, invoiceId: `INV-${made}`, occurredAt: receivedAt, ...event },
  });
}

/** What every implementation of the holdings must do; one cell, empty at first, serves all the tests. */
export function holdingsContract(title: string, makeCell: () => Promise<HoldingsUnderTest>): void {
  describe(`Given the holdings of ${title}`, () => {
    let cell: HoldingsUnderTest;
    /** Each test has minutes of its own, all of them just over. */
    let next = minuteOf(Date.now()) - 15 * minuteMs;
    const newMinute = () => {
      next += minuteMs;
      return next;
    };
    beforeAll(async () => {
      cell = await makeCell();
    });
    afterAll(() => cell?.close());

    const holdAll = async (facts: readonly Fact[]) => {
      await cell.take(facts.map((fact) => busText(fact)));
      await cell.store(facts);
      await cell.show(facts);
    };
    /** What the three places hold of a minute. */
    const digestsOf = (minute: number) => {
      const minutes = { from: minute, to: minute + minuteMs };
      return Promise.all([cell.archive, cell.ledger, cell.timeSeries].map((store) => store.digests(minutes)));
    };
    const names = (events: readonly HeldEvent[]) => events.map(identityOf).sort();

    test('When all hold the same, Then their digests are the same', async () => {
      const minute = newMinute();
      await holdAll([
        factAt(minute, { amount: '1250.40' }),
        factAt(minute, { amount: '-0.00', currency: 'JPY' }),
        factAt(minute, { amount: '12.5000', invoiceId: 'Ä "quoted" ☃' }),
        factAt(minute, { occurredAt: '2020-02-29T23:59:59.999Z' }),
        factAt(minute, { occurredAt: new Date(minute + 9 * minuteMs).toISOString() }),
      ]);
      const [archive, ledger, series] = await digestsOf(minute);
      expect(archive).toMatchObject([{ minute, events: 5 }]);
      expect(ledger).toEqual(archive);
      expect(series).toEqual(archive);
      const held = await Promise.all([cell.archive.events(minute), cell.timeSeries.events(minute, 'again')]);
      expect(names(await cell.ledger.events(minute))).toEqual(names(held[0]));
      expect(names(held[1])).toEqual(names(held[0]));
      expect(held[1].map(({ content }) => content).sort()).toEqual(
        held[0].map(({ content }) => content).sort(),
      );
    });

    test('When minutes are asked for, Then each has its own events, and no others', async () => {
      const [first, second] = [newMinute(), newMinute()];
      const facts = [factAt(first, {}, 0), factAt(first, {}, 59_999), factAt(second, {}, 0)];
      await holdAll(facts);
      const minutes = { from: first, to: second + minuteMs };
      for (const store of [cell.archive, cell.ledger, cell.timeSeries]) {
        expect(await store.digests(minutes)).toMatchObject([
          { minute: first, events: 2 },
          { minute: second, events: 1 },
        ]);
        expect(await store.events(second, 'again')).toHaveLength(1);
      }
      expect(await digestsOf(newMinute())).toEqual([[], [], []]);
    });

    test('When one place lacks an event, Then its digest alone differs', async () => {
      const minute = newMinute();
      const [everywhere, unstored, unseen, unarchived] = [1, 2, 3, 4].map(() => factAt(minute));
      if (!everywhere || !unstored || !unseen || !unarchived) throw new Error('there are four');
      await cell.take([everywhere, unstored, unseen].map((fact) => busText(fact)));
      await cell.store([everywhere, unseen, unarchived]);
      await cell.show([everywhere, unstored, unarchived]);
      const digests = await digestsOf(minute);
      expect(digests).toMatchObject([[{ events: 3 }], [{ events: 3 }], [{ events: 3 }]]);
      expect(new Set(digests.flat().map(({ sum }) => sum)).size).toBe(3);
      expect(await cell.ledger.receivedAt(named(unstored))).toBeUndefined();
      expect(await cell.ledger.receivedAt(named(unseen))).toBe(Date.parse(unseen.receivedAt));
    });

    test('When an event is accepted twice, Then the archive has it twice', async () => {
      const minute = newMinute();
      const fact = factAt(minute);
      const again = {
        ...fact,
        entryId: `${fact.entryId}-again`,
        receivedAt: new Date(minute + 9_000).toISOString(),
      };
      await cell.take([busText(fact), busText(again)]);
      await cell.store([fact, again]);
      await cell.show([fact]);
      const [archive, ledger, series] = await digestsOf(minute);
      expect(archive).toMatchObject([{ events: 2 }]);
      expect(ledger).toMatchObject([{ events: 1 }]);
      expect(ledger).toEqual(series);
      expect((await cell.ledger.events(minute, 'again')).map(({ entryId }) => entryId)).toEqual([
        fact.entryId,
      ]);
    });

    test('When the bus took something else, Then only what may be an event counts', async () => {
      const minute = newMinute();
      const receivedAt = new Date(minute).toISOString();
      const announcement = { 'detail-type': 'InvoiceStuck', detail: { invoiceId: 'INV-1', receivedAt } };
      const [told, odd] = [factAt(minute), factAt(minute)];
      await cell.take([busText(told, announcement), busText(odd, { detail: { stage: 'nowhere' } })]);
      // What does not say when it was received counts from when it was archived.
      const found = [minute, minuteOf(Date.now()) - minuteMs, minuteOf(Date.now())].map((at) =>
        cell.archive.events(at),
      );
      const events = (await Promise.all(found)).flat();
      expect(events.filter(({ entryId }) => entryId === odd.entryId)).toMatchObject([
        { invoiceId: '', eventKey: `entry ${odd.entryId}` },
      ]);
      expect(events.filter(({ entryId }) => entryId === told.entryId)).toEqual([]);
    });

    test('When a row of the ledger is torn, Then it is an event of no invoice', async () => {
      const minute = newMinute();
      const [whole, torn] = [factAt(minute), factAt(minute)];
      await holdAll([whole, torn]);
      await cell.tear(torn);
      expect(await digestsOf(minute)).toMatchObject([[{ events: 2 }], [{ events: 2 }], [{ events: 2 }]]);
      const events = await cell.ledger.events(minute, 'again');
      expect(events.map(({ invoiceId }) => invoiceId).sort()).toEqual(['', whole.event.invoiceId]);
    });

    test('When entries are chosen, Then the archive has what the bus took, once', async () => {
      const minute = newMinute();
      const facts = [factAt(minute), factAt(minute), factAt(minute)];
      await holdAll(facts);
      const minutes = { from: minute, to: minute + minuteMs };
      const [first, second] = facts.map((fact) => busText(fact));
      const entryIds = new Set([facts[0]?.entryId ?? '', 'nobody’s']);
      expect(await cell.archive.texts(minutes, { entryIds })).toEqual([first]);
      const invoiceId = facts[1]?.event.invoiceId ?? '';
      expect(await cell.archive.texts(minutes, { invoiceId })).toEqual([second]);
      expect(await cell.archive.texts(minutes, { entryIds: new Set() })).toEqual([]);
    });
  });
}

function named({ event, digest }: Fact): Pick<HeldEvent, 'invoiceId' | 'eventKey'> {
  return { invoiceId: event.invoiceId, eventKey: `${event.eventId}#${digest}` };
}
