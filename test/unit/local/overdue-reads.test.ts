import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OverdueInvoice } from '../../../functions/core/ports.ts';
import { type LedgerHeads, openLedgerHeads } from '../../../local/ledger/heads.ts';
import { createTables } from '../../../local/ledger/schema.ts';

const [open, stuck] = [1_000_000, 1_000];
const now = Date.parse('2026-03-10T12:00:00.000Z');

let db: DatabaseSync;
let heads: LedgerHeads;
let visited = 0;

/**
 * A ledger with a million open invoices, the first thousand of them stuck, a hundred to a deadline.
 * SQLite evaluates `visited` for each row of `heads` that it looks at, whatever it does with it.
 */
beforeAll(() => {
  db = new DatabaseSync(':memory:');
  createTables(db);
  db.prepare(
    `WITH RECURSIVE numbers (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM numbers LIMIT ?)
     INSERT INTO heads SELECT number, 'posting',
       CASE WHEN number < ? THEN ? - 1 - number / 100 ELSE ? + number END FROM numbers`,
  ).run(open, stuck, now, now);
  db.function('visited', { deterministic: false }, () => {
    visited += 1;
    return 1;
  });
  db.exec(`
    ALTER TABLE heads RENAME TO stored_heads;
    CREATE VIEW heads AS SELECT number, stage, deadline FROM stored_heads WHERE visited();
    CREATE TRIGGER insert_heads INSTEAD OF INSERT ON heads BEGIN SELECT 1; END;
    CREATE TRIGGER delete_heads INSTEAD OF DELETE ON heads BEGIN SELECT 1; END;
  `);
  heads = openLedgerHeads(db, (number) => `INV-${number}`, 0);
});
afterAll(() => db.close());

/** The overdue invoices, page by page, and how many rows that took. */
function readAll(pageSize: number): { readonly read: readonly OverdueInvoice[]; readonly rows: number } {
  visited = 0;
  const read: OverdueInvoice[] = [];
  for (let page = heads.overdue(now, pageSize); page.length > 0; ) {
    read.push(...page);
    const last = page.at(-1);
    if (page.length < pageSize || !last) break;
    const number = Number(last.invoiceId.slice('INV-'.length));
    page = heads.overdue(now, pageSize, { deadline: Date.parse(last.deadline), number });
  }
  return { read, rows: visited };
}

describe('Given a million open invoices, a thousand of them stuck', () => {
  test.each([1_001, 130, 7])(
    'When read in pages of %i, Then only the stuck ones are looked at',
    (pageSize) => {
      const { read, rows } = readAll(pageSize);
      expect(new Set(read.map(({ invoiceId }) => invoiceId)).size).toBe(stuck);
      expect(read).toHaveLength(stuck);
      // A row more for each statement, to see that its range ends there.
      expect(rows).toBeGreaterThanOrEqual(stuck);
      expect(rows).toBeLessThanOrEqual(stuck + 2 * Math.ceil(stuck / pageSize + 1));
    },
  );

  test('When nothing is stuck, Then next to nothing is looked at', () => {
    visited = 0;
    expect(heads.overdue(now - 3_600_000, 1_000)).toEqual([]);
    expect(visited).toBeLessThanOrEqual(1);
  });
});
