import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProgram } from '../../../cli/program.ts';
import { auditCollection, auditKey } from '../../../functions/core/audit.ts';
import type { Records } from '../../../functions/core/ports.ts';
import { auditTable } from '../../../local/server/audit-table.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { operatorKey, startConsole } from '../local/console-harness.ts';
import { instantTiming } from './fake-cell.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const trail = [
  {
    ...{ what: 'redrive', at: '2026-03-02T09:00:00.000Z', by: 'ada', queue: 'invoice-posting-dlq.fifo' },
    ...{ selection: { invoiceId: 'INV-1' }, messageIds: ['m1', 'm2'] },
  },
  {
    ...{ what: 'discard', at: '2026-03-02T10:00:00.000Z', by: 'bob', reason: 'It is not ours.' },
    ...{ queue: 'invoice-posting-dlq.fifo', code: 'FACT_MALFORMED', invoiceId: 'INV-2', eventId: 'evt-7' },
  },
  {
    ...{ what: 'settle', at: '2026-03-02T11:00:00.000Z', by: 'eve', reason: 'said the\u001b[2J producer' },
    ...{ invoiceId: 'INV-1', eventId: 'evt-1', counts: 'abc' },
  },
] as const;

let records: Records;
let served: Awaited<ReturnType<typeof startConsole>>;
beforeEach(async () => {
  records = memoryRecords({ now: () => now });
  for (const entry of trail) await records.create(auditCollection, auditKey(entry), entry);
  served = await startConsole(auditTable(records));
});
afterEach(() => served.close());

async function audit(...args: readonly string[]): Promise<string> {
  const out: string[] = [];
  const program = makeProgram({
    output: { out: (text) => out.push(text), err: () => {}, progress: () => {} },
    input: Object.assign(Readable.from([]), { isTTY: false }),
    timing: instantTiming(now),
    stop: () => new AbortController().signal,
    exitWith: () => {},
  });
  await program.parseAsync(['audit', ...args, '--api', served.origin, '--operator-key', operatorKey], {
    from: 'user',
  });
  return out.join('\n');
}

const read = async (...args: readonly string[]) => JSON.parse(await audit(...args, '--json'));
const [redrive, discard, settle] = trail;

describe('Given an audit trail', () => {
  test('When it is listed, Then the newest entry is first, and says it all', async () => {
    expect(await read()).toEqual({ entries: [settle, discard, redrive], more: false });
  });

  test('When it is asked for since a time, Then that time is included', async () => {
    expect(await read('--since', '2026-03-02T11:00:00+01:00')).toEqual({
      entries: [settle, discard],
      more: false,
    });
  });

  test('When it is about an invoice, Then the redrive that selected it is too', async () => {
    expect(await read('--invoice', 'INV-1')).toEqual({ entries: [settle, redrive], more: false });
  });

  test.each([
    [2, true],
    [3, false],
  ])('When %i are asked for, Then it says whether there are more', async (limit, more) => {
    const listing = await read('--limit', `${limit}`);
    expect(listing.entries).toHaveLength(limit);
    expect(listing.more).toBe(more);
  });

  test('When a person reads it, Then what, who, about and why are on a line', async () => {
    const [, settled, discarded, redriven] = (await audit()).split('\n');
    expect(redriven).toMatch(/redrive +ada +2 messages of invoice-posting-dlq\.fifo +–/);
    expect(discarded).toContain('INV-2 evt-7, from invoice-posting-dlq.fifo, FACT_MALFORMED');
    expect(discarded).toContain('It is not ours.');
    expect(settled).toContain('INV-1 evt-1: abc');
    expect(settled).not.toContain('\u001b');
  });

  test('When there is nothing of the kind, Then it says so', async () => {
    expect(await audit('--invoice', 'INV-9')).toBe('The audit trail has nothing of the kind.');
  });
});

describe('Given more entries than are read at once', () => {
  test('When all are asked for, Then all come', async () => {
    for (let index = 0; index < 1_200; index++) {
      const entry = { what: 'redrive', at: new Date(now - index * 1_000).toISOString(), by: 'ada' };
      await records.create(auditCollection, auditKey(entry), entry);
    }
    expect((await read('--limit', '10000')).entries).toHaveLength(1_203);
  });
});
