import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finder, SearchKind } from '../../dashboards/finder.ts';
import { searchKinds } from '../../dashboards/finder.ts';
import type { InvoiceEvent } from '../../functions/core/invoice/event.ts';
import { sized } from '../long-run.ts';
import { factOf } from '../unit/core/arbitrary-facts.ts';
import type { FiguresUnderTest } from './kpi-figures.suite.ts';
import { anyRounds } from './kpi-oracle/arbitrary-invoices.ts';
import { figuresCell } from './kpi-oracle/cell.ts';
import { type Invoice, invoicesOf } from './kpi-oracle/invoice.ts';

type FinderUnderTest = Omit<FiguresUnderTest, 'reader'> & { readonly finder: Finder };

const everything = { kinds: searchKinds, limit: 50 } as const;

/** The names of a vendor that its newest invoice with a name has; several only if invoices began at once. */
function namesOf(invoices: readonly Invoice[], vendorId: string): readonly (string | null)[] {
  const named = invoices.filter((each) => each.vendorId === vendorId && each.vendorName !== undefined);
  const newest = Math.max(...named.map(({ beganAt }) => beganAt));
  const names = named.filter(({ beganAt }) => beganAt === newest).map(({ vendorName = '' }) => vendorName);
  return names.length === 0 ? [null] : names;
}

/** Every beginning of a text, in whole characters; a space at an end is none of it. */
function beginningsOf(text: string): readonly string[] {
  const signs = [...text];
  return signs.map((_, index) => signs.slice(0, index + 1).join('')).filter((each) => each.trim() !== '');
}

function recased(text: string): string {
  return [...text].map((sign, index) => (index % 2 ? sign.toUpperCase() : sign.toLowerCase())).join('');
}

/**
 * That invoices and vendors are found by how they begin.
 * @param make an empty store, and what finds in it
 */
export function finderContract(name: string, make: () => Promise<FinderUnderTest>): void {
  describe(`Given any invoices: ${name}`, () => {
    test('When any beginning of an id is sought, Then it is found', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(anyRounds, async (rounds) => {
          const { timeSeries, finder, close } = await make();
          const cell = figuresCell(timeSeries);
          for (const { messages, settlings } of rounds) {
            await cell.take(messages);
            for (const settling of settlings) await cell.settle(settling);
          }
          const invoices = invoicesOf(cell.taken, await cell.rulings());
          for (const { invoiceId, vendorId, vendorName = null } of invoices) {
            for (const text of beginningsOf(invoiceId)) {
              const { invoices: found, more } = await finder.find({ ...everything, text: recased(text) });
              expect(found).toContainEqual(expect.objectContaining({ invoiceId, vendorId, vendorName }));
              expect(more).toEqual([]);
            }
          }
          const vendorIds = [...new Set(invoices.map((each) => each.vendorId))];
          const { names } = await finder.vendorNames([...vendorIds, 'nobody']);
          const nameOf = new Map(names.map(({ vendorId, name: known }) => [vendorId, known]));
          expect(nameOf.has('nobody')).toBe(false);
          for (const vendorId of vendorIds) {
            expect(namesOf(invoices, vendorId)).toContain(nameOf.get(vendorId) ?? null);
            const count = invoices.filter((each) => each.vendorId === vendorId).length;
            for (const text of beginningsOf(vendorId)) {
              const { vendors } = await finder.find({ ...everything, text: recased(text) });
              const vendor = vendors.find((each) => each.vendorId === vendorId);
              expect(vendor?.invoices).toBe(count);
              expect(namesOf(invoices, vendorId)).toContain(vendor?.name);
            }
            const profile = await finder.vendor(vendorId);
            expect(profile).toMatchObject({ vendorId, invoices: count });
            expect(namesOf(invoices, vendorId)).toContain(profile?.name);
          }
          await close();
        }),
        { numRuns: sized(2, 6), interruptAfterTimeLimit: 30_000 },
      );
    });
  });

  describe(`Given a few invoices: ${name}`, () => {
    let subject: FinderUnderTest;
    beforeAll(async () => {
      subject = await make();
      await figuresCell(subject.timeSeries).take(told.map(([minute, event]) => receivedAt(minute, event)));
    });
    afterAll(() => subject.close());

    const idsOf = async (text: string, kinds: readonly SearchKind[] = searchKinds, limit = 50) => {
      const { vendors, invoices } = await subject.finder.find({ text, kinds, limit });
      return [...vendors.map(({ vendorId }) => vendorId), ...invoices.map(({ invoiceId }) => invoiceId)];
    };

    test.each([
      ['the beginning of a name', 'STONE', ['V-2']],
      ['a word of a name', 'pack', ['V-2']],
      ['words of a name, whatever is between them', 'stonegate  pack', ['V-2']],
      ['signs and accents left out', 'muller sohne 100', ['V-3']],
      ['signs and accents written', 'Müller (Söhne) 100%', ['V-3']],
      ['the middle of a word', 'gate', []],
      ['a former name', 'oldgate', []],
      ['the whole id of an invoice before longer ones', 'inv-1', ['INV-1', 'INV-12', 'INV-11']],
      ['the id of an invoice in the letters that it has', 'Abc-7', ['Abc-7', 'ABC-7']],
      ['the id of a vendor in the letters that it has', 'case-7', ['case-7', 'CASE-7']],
      ['what is a pattern elsewhere', '%', ['%_']],
      ['what is any sign elsewhere', '_', []],
      ['what ends a text elsewhere', `'; DROP TABLE invoices; --`, []],
      ['a backslash', '\\', []],
      ['signs alone', '&', []],
      ['nothing', ' ', []],
    ])('When %s is sought, Then what begins so is found', async (_, text, expected) => {
      expect(await idsOf(text)).toEqual(expected);
    });

    test('When there are more than asked for, Then it says so', async () => {
      const { invoices, more } = await subject.finder.find({ text: 'INV', kinds: searchKinds, limit: 2 });
      expect(invoices.map(({ invoiceId }) => invoiceId)).toEqual(['INV-12', 'INV-11']);
      expect(more).toEqual(['invoices']);
      expect(await idsOf('V-', ['vendors'], 1)).toEqual(['V-2']);
      expect(await idsOf('V-', ['invoices'])).toEqual([]);
    });

    test('When a vendor is asked for, Then its newest name and terms are said', async () => {
      expect(await subject.finder.vendor('V-2')).toEqual({
        ...{ vendorId: 'V-2', name: 'Stonegate Packaging', country: 'NL', invoices: 3 },
        otherNames: ['Oldgate'],
        terms: [
          { netDays: 30, discountDays: null, discountPercent: null, invoices: 1 },
          { netDays: 30, discountDays: 10, discountPercent: '2.5', invoices: 1 },
        ],
        invoicesWithTerms: 2,
      });
      expect(await subject.finder.vendor('V-')).toBeUndefined();
      expect(await subject.finder.vendor("' OR true --")).toBeUndefined();
    });

    test('When discounts were rounded, Then their percent is the one agreed', async () => {
      const amounts = ['13.37', '100', '88.88', '19.99', '0.40'];
      const taken = amounts.map((amount, index) =>
        receivedAt(10 + index, {
          ...{ invoiceId: `ROUNDED-${index}`, vendor: { id: 'V-ROUNDED' }, amount },
          ...{ invoiceDate: '2026-03-01', paymentTerms: { code: '2/10 NET30' } },
        }),
      );
      const yen = receivedAt(20, {
        ...{ invoiceId: 'ROUNDED-YEN', vendor: { id: 'V-ROUNDED' }, amount: '1337', currency: 'JPY' },
        ...{ invoiceDate: '2026-03-01', paymentTerms: { code: '2/10 NET30' } },
      });
      await figuresCell(subject.timeSeries).take([...taken, yen]);
      const terms = (await subject.finder.vendor('V-ROUNDED'))?.terms;
      // Of 0.40, 0.01 is 2.5 %: it may have been 2 as well.
      expect(terms?.map(({ discountPercent, invoices }) => [discountPercent, invoices])).toEqual([
        ['2', 5],
        ['2.5', 1],
      ]);
    });

    test('When any text is sought, Then there is an answer', async () => {
      const anyText = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: fc.constantFrom('%', '_', '\\', "'", '"', '\0', '\ud800', '*', '(', 'İ', ' ') }),
        fc.constant('x'.repeat(10_000)),
      );
      await fc.assert(
        fc.asyncProperty(anyText, async (text) => {
          const found = await subject.finder.find({ ...everything, text });
          expect(found.vendors.length + found.invoices.length).toBeLessThanOrEqual(told.length * 2);
          await subject.finder.vendor(text);
        }),
        { numRuns: sized(25, 200) },
      );
      expect(await idsOf('INV-11')).toEqual(['INV-11']);
    });

    test('When an invoice comes, Then it is found at once', async () => {
      const vendor = { id: 'V-9', name: 'Newcomer' };
      await figuresCell(subject.timeSeries).take([receivedAt(9, { invoiceId: 'LATE-1', vendor })]);
      expect(await idsOf('newc')).toEqual(['V-9']);
      expect(await idsOf('late')).toEqual(['LATE-1']);
    });
  });
}

const stonegate = { id: 'V-2', name: 'Stonegate Packaging', country: 'NL' };
const told: readonly (readonly [minute: number, event: Partial<InvoiceEvent>])[] = [
  [0, { invoiceId: '%_', vendor: { id: 'V-3', name: 'Müller (Söhne) 100% _Öl_' } }],
  [0, { invoiceId: 'Abc-7', vendor: { id: 'case-7' } }],
  [1, { invoiceId: 'ABC-7', vendor: { id: 'CASE-7' } }],
  [1, { invoiceId: 'INV-1', vendor: { ...stonegate, name: 'Oldgate' } }],
  [
    2,
    {
      ...{ invoiceId: 'INV-11', vendor: stonegate, amount: '1000' },
      ...{ invoiceDate: '2026-03-01', paymentTerms: { code: '2.5/10 NET30' } },
    },
  ],
  [
    3,
    {
      ...{ invoiceId: 'INV-12', vendor: { id: 'V-2' } },
      ...{ invoiceDate: '2026-03-01', paymentTerms: { code: 'NET30' } },
    },
  ],
];

function receivedAt(minute: number, event: Partial<InvoiceEvent>) {
  return factOf('ingestion', 'received', minute, { eventId: `e-${event.invoiceId}`, ...event });
}
