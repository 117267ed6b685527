import { DuckDBInstance } from '@duckdb/node-api';
import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quotientSql } from '../../../dashboards/athena/portion-sql.ts';

const digits = 12;

/** Rounds half to even. */
const Millionths = Big();
Millionths.DP = 6;
Millionths.RM = 2;

/** Amounts of all sizes, with all digits and just beside where rounding turns. */
const anyAmount = fc
  .tuple(fc.bigInt({ min: -(10n ** 31n), max: 10n ** 31n }), fc.nat({ max: 31 }))
  .map(([units, shorter]) => units / 10n ** BigInt(shorter));

/** Halves of millionths of a whole number, and one unit beside them. */
const anyHalves = fc
  .record({
    over: fc.constantFrom(2, 4, 10_000, 3_650_000),
    odds: fc.array(
      fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.constantFrom(-1n, 0n, 0n, 1n)),
      { minLength: 1 },
    ),
  })
  .map(({ over, odds }) => ({
    over,
    units: odds.map(
      ([odd, beside]) => ((odd * 2n + 1n) * BigInt(over) * 10n ** BigInt(digits - 6)) / 2n + beside,
    ),
  }));

describe('Given quotients in the words that Athena and DuckDB share', () => {
  let instance: DuckDBInstance;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
  });
  afterAll(() => instance.closeSync());

  test('When any decimal is divided, Then millionths are rounded half to even', async () => {
    const connection = await instance.connect();
    const anyDivision = fc.oneof(
      fc.record({
        units: fc.array(anyAmount, { minLength: 1 }),
        over: fc.integer({ min: 1, max: 3_650_000 }),
      }),
      anyHalves,
    );
    await fc.assert(
      fc.asyncProperty(anyDivision, async ({ units, over }) => {
        const amounts = units.map((each) => new Big(`${each}e-${digits}`).toFixed());
        const rows = amounts.map((amount, index) => `(${index}, CAST('${amount}' AS decimal(38, 12)))`);
        const reader = await connection.runAndReadAll(
          `SELECT CAST(${quotientSql('x', over)} AS varchar) FROM (VALUES ${rows.join(', ')}) AS t (place, x) ORDER BY place`,
        );
        expect(reader.getRows().map(([text]) => new Big(String(text)).toFixed())).toEqual(
          amounts.map((amount) => new Millionths(amount).div(over).toFixed()),
        );
      }),
      { numRuns: 60 },
    );
    connection.closeSync();
  });
});
