import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../functions/core/invoice/digest.ts';
import { type ExportedHistory, exportFormat } from '../../../functions/core/invoice/exported-history.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import type { InvoiceHistory } from '../../../functions/core/invoice/history.ts';
import { historyDigest } from '../../../functions/core/invoice/history-digest.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import { isObject } from '../../../lib/json.ts';
import { verifyAgainstCell, verifyExport } from '../../../operations/audit/verify-history.ts';
import { readInvoiceHistory } from '../../../operations/invoice-history.ts';
import { sampleFact } from '../../contract/samples.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';

const invoiceId = 'INV-1';
const exportedAt = '2026-03-10T12:00:00.000Z';
/** A fact with the digest that its event has. */
const factOf: typeof sampleFact = (over) => {
  const fact = sampleFact(over);
  return { ...fact, digest: digestOf(fact.event) };
};
const received = factOf({ event: { invoiceId, eventId: 'e-1' }, receivedAt: '2026-03-02T09:00:00.000Z' });
const late = factOf({
  event: { invoiceId, eventId: 'e-2', amount: '99.90', occurredAt: '2026-03-03T09:00:00.000Z' },
  receivedAt: '2026-03-03T09:00:00.000Z',
});
const since = factOf({ event: { invoiceId, eventId: 'e-3' }, receivedAt: '2026-03-11T09:00:00.000Z' });

async function historyOf(...facts: readonly Fact[]): Promise<InvoiceHistory> {
  const ledger = memoryLedger();
  for (const fact of facts) await ledger.append(fact);
  const ports = { ledger, records: memoryRecords(), stageDeadlines: usualStageDeadlines };
  const history = await readInvoiceHistory(ports, invoiceId);
  if (!history) throw new Error('there is no history');
  return history;
}

async function exported(...facts: readonly Fact[]): Promise<ExportedHistory> {
  return { format: exportFormat, exportedAt, history: await historyOf(...facts) };
}

const failed = (findings: ReturnType<typeof verifyExport>) =>
  findings.filter(({ holds }) => !holds).map(({ check }) => check);

describe('Given an exported history', () => {
  test('When nobody altered it, Then every check holds', async () => {
    expect(failed(verifyExport(await exported(received, late)))).toEqual([]);
  });

  test('When any value of it is altered, Then a check fails', async () => {
    const file = await exported(received, late);
    const paths = leavesOf(file.history).filter(([first]) => first !== 'head');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), async (path) => {
        const copy = structuredClone(file);
        alter(copy.history, path);
        expect(failed(verifyExport(copy))).not.toEqual([]);
      }),
    );
  });

  test('When its amounts do not follow from the events, Then that is named', async () => {
    const file = await exported(received);
    const head = { ...file.history.head, openAmount: '1.00' };
    const findings = verifyExport({ ...file, history: { ...file.history, head } });
    expect(failed(findings)).toEqual(['status and amounts follow from the events']);
    expect(findings.at(-1)?.detail).toContain('openAmount is 1.00, the events say');
  });

  test('When the times of its stages are altered, Then that is named', async () => {
    const file = structuredClone(await exported(received, late));
    const [path = []] = leavesOf(file.history).filter((each) => each.includes('enteredAt'));
    alter(file.history, path);
    expect(failed(verifyExport(file))).toEqual(['status and amounts follow from the events']);
  });

  test('When any part of an event is altered, Then the cell has another', async () => {
    const [file, present] = [await exported(received, late), await historyOf(received, late)];
    const paths = leavesOf(file.history).filter(([first, , name]) => first === 'events' && name !== 'digest');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), async (path) => {
        const copy = structuredClone(file);
        alter(copy.history, path);
        expect(failed(verifyAgainstCell(copy, present))).not.toEqual([]);
        const looked = verifyExport(copy).filter(({ check }) => check.startsWith('events and decisions'));
        expect(failed(looked)).toHaveLength(1);
      }),
    );
  });

  test('When events came since, Then the cell has the same and some more', async () => {
    const findings = verifyAgainstCell(await exported(received), await historyOf(received, since));
    expect(failed(findings)).toEqual([]);
    expect(findings.at(-1)?.detail).toBe('1 event, 0 decisions');
  });

  test('When it lacks an event that was there, Then it is incomplete', async () => {
    const findings = verifyAgainstCell(await exported(received), await historyOf(received, late));
    expect(failed(findings)).toEqual(['the export has every event that was received before it was made']);
    expect(findings.find(({ holds }) => !holds)?.detail).toBe('e-2');
  });

  test('When the cell lacks one of its events, Then that is named', async () => {
    const findings = verifyAgainstCell(await exported(received, late), await historyOf(received));
    expect(failed(findings)).toEqual(['the cell has every event of the export, unaltered']);
  });

  test('When the cell knows the event with another envelope, Then that is found', async () => {
    const other = { ...late, producer: 'somebody else' };
    const findings = verifyAgainstCell(await exported(received, late), await historyOf(received, other));
    expect(failed(findings)).toEqual(['the cell has every event of the export, unaltered']);
  });

  test('When the cell has none of the invoice, Then it is not confirmed', async () => {
    expect(failed(verifyAgainstCell(await exported(received), undefined))).toHaveLength(1);
  });
});

describe('Given events in any order', () => {
  test('When they are digested, Then the digest is the same', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([received, late, since], { minLength: 3 }), (facts) => {
        expect(historyDigest(facts, [])).toBe(historyDigest([received, late, since], []));
      }),
    );
  });
});

type Path = readonly string[];

/** The paths of all texts and numbers in a value. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => leavesOf(each, [...path, `${at}`]));
  if (isObject(value))
    return Object.entries(value).flatMap(([name, each]) => leavesOf(each, [...path, name]));
  return [path];
}

function alter(root: object, path: Path): void {
  const parent = path.slice(0, -1).reduce<unknown>((at, name) => Reflect.get(Object(at), name), root);
  const name = path.at(-1) ?? '';
  const value: unknown = Reflect.get(Object(parent), name);
  Reflect.set(Object(parent), name, typeof value === 'number' ? value + 1 : `${value}x`);
}
